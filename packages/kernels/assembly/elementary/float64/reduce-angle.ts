import { productError, sumError } from './double-double'

/**
 * x = n π/2 + r, |r| ≤ π/4, r as a pair. Up to 2^20 by Cody–Waite with π/2 in parts of 33 bits;
 * beyond by Payne and Hanek (1983): only the bits of 2/π that matter modulo 4 are multiplied, in
 * integers.
 */
const TWO_OVER_PI: f64 = 0.6366197723675814
const PART_1: f64 = 1.5707963267341256
const PART_2: f64 = 6.077100506303966e-11
const PART_3: f64 = 2.0222662487111665e-21
const PART_4: f64 = 8.4784276603689e-32
const HALF_PI: f64 = 1.5707963267948966
const HALF_PI_LOW: f64 = 6.123233995736766e-17

/** 64 zero bits, then 2/π to 1216 bits. */
const bits = memory.data<u64>([
  0x0000000000000000, 0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041,
  0xfe5163abdebbc561, 0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e,
  0xe88235f52ebb4484, 0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b,
  0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d,
  0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab,
])

/** What the last `reduceAngle` left beyond the value it returned. */
export let angleTail: f64 = 0
/** n modulo 4 of the last `reduceAngle`. */
export let quadrant: i32 = 0

/** r of a finite x, with `angleTail` and `quadrant`. */
export function reduceAngle(x: f64): f64 {
  if (abs(x) > 1048576.0) return reduceHuge(x)
  const n = nearest(x * TWO_OVER_PI)
  const a = x - n * PART_1
  const p = -n * PART_2
  const b = a + p
  const q = -n * PART_3
  const c = b + q
  const rest = sumError(a, p, b) + sumError(b, q, c) - n * PART_4
  const r = c + rest
  angleTail = rest - (r - c)
  quadrant = <i32>n & 3
  return r
}

/** The upper 64 bits of a · b. */
function highProduct(a: u64, b: u64): u64 {
  const a0 = a & 0xffffffff
  const a1 = a >> 32
  const b0 = b & 0xffffffff
  const b1 = b >> 32
  const middle = a1 * b0 + ((a0 * b0) >> 32)
  const other = a0 * b1 + (middle & 0xffffffff)
  return a1 * b1 + (middle >> 32) + (other >> 32)
}

/** 64 bits of the table from bit `i`. */
function window(i: i32): u64 {
  const at = bits + (<usize>(i >> 6) << 3)
  const shift: u64 = i & 63
  return (load<u64>(at) << shift) | ((load<u64>(at, 8) >> 1) >> (63 - shift))
}

function reduceHuge(x: f64): f64 {
  const all = reinterpret<u64>(x)
  const m = (all & 0xfffffffffffff) | 0x10000000000000
  // x = ±m 2^e; bits of 2/π worth 4 or more after the product drop out.
  const first = <i32>((all >> 52) & 0x7ff) - 1075 - 2 + 64
  const second = m * window(first + 64)
  const carry = highProduct(m, window(first + 128))
  const low = second + carry
  const high = m * window(first) + highProduct(m, window(first + 64)) + u64(low < second)

  // high:low is a fraction of 4 quarter turns. As a signed fraction of one, nearest quarter removed:
  let n = <i32>(high >> 62)
  let fraction = (high << 2) | (low >> 62)
  let rest = low << 2
  const above = fraction >> 63 !== 0
  if (above) {
    n += 1
    rest = ~rest + 1
    fraction = ~fraction + u64(rest === 0)
  }
  // No double comes so near a multiple of π/2 that `fraction` has fewer than 3 bits.
  const zeros = clz(fraction)
  if (zeros > 0) {
    fraction = (fraction << zeros) | (rest >> (64 - zeros))
    rest <<= zeros
  }
  const unit = reinterpret<f64>((1023 - 64 - zeros) << 52)
  const head = <f64>(fraction & ~0x7ff) * unit
  const tail = (<f64>(fraction & 0x7ff) + <f64>(rest >> 11) * 1.1102230246251565e-16) * unit
  const product = head * HALF_PI
  const error = productError(head, HALF_PI, product) + (tail * HALF_PI + head * HALF_PI_LOW)
  const r = product + error
  const negative = above !== x < 0.0
  angleTail = negative ? r - product - error : error - (r - product)
  quadrant = (x < 0.0 ? -n : n) & 3
  return negative ? -r : r
}
