import { fastSumError, productError, quotientError, sumError } from './double-double'

const HALF_PI: f64 = 1.5707963267948966
const HALF_PI_LOW: f64 = 6.123233995736766e-17

/** atan(i/8), i = 0 … 8, as pairs. */
const EIGHTHS = memory.data<f64>([
  0.0, 0.0,
  0.12435499454676144, -3.1253241424539383e-18,
  0.24497866312686414, 1.0698755618734451e-17,
  0.35877067027057225, -2.4623815582638635e-17,
  0.4636476090008061, 2.2698777452961687e-17,
  0.5585993153435624, -5.4556305485916264e-18,
  0.6435011087932844, 1.5834785051444286e-17,
  0.7188299996216245, -2.1478388444456983e-17,
  0.7853981633974483, 3.061616997868383e-17,
])

/** (atan t − t) / t³ by powers of t² ≤ 1/250, at Chebyshev nodes; error of atan below 2^-68. */
// @ts-ignore: decorator
@inline
function rest(u: f64): f64 {
  const u2 = u * u
  const low = -0.3333333333333333 + u * 0.19999999999999762
  const middle = -0.1428571428502144 + u * 0.11111110371686315
  const high = -0.09090552224889632 + u * 0.07612834254695176
  return low + u2 * (middle + u2 * high)
}

/** What the last `arc` left beyond the value it returned. */
let arcTail: f64 = 0

/** atan(y / x), 0 ≤ y ≤ x, as atan c + atan((y − c x) / (x + c y)), c the nearest eighth; about 2^±500 at most. */
function arc(y: f64, x: f64): f64 {
  const i = nearest(8.0 * (y / x))
  const c = 0.125 * i
  const cx = c * x
  const n = y - cx
  const nLow = sumError(y, -cx, n) - productError(c, x, cx)
  const cy = c * y
  const d = x + cy
  const t = n / d
  const tLow = quotientError(n, nLow, d, fastSumError(x, cy, d) + productError(c, y, cy), t)
  const u = t * t
  const at = EIGHTHS + ((<usize>i) << 4)
  const head = load<f64>(at)
  const value = head + t
  arcTail = sumError(head, t, value) + (load<f64>(at, 8) + (tLow + t * u * rest(u)))
  return value
}

/** The angle of a point, 0 ≤ a, 0 ≤ b: atan(a / b), or what is left of π. */
function angle(a: f64, b: f64, left: bool): f64 {
  let value: f64 = 0.0
  let tail: f64 = 0.0
  const y = min(a, b)
  const x = max(a, b)
  // Beyond, atan(y / x) is y / x.
  const tiny = y < 1e-18 * x || x === 0.0
  if (tiny && a === y && !left) return x === 0.0 ? 0.0 : y / x
  if (!tiny) {
    const unit: f64 = x > 1e150 ? 2.409919865102884e-181 : x < 1e-150 ? 4.149515568880993e180 : 1.0
    value = x === Infinity ? arc(1.0, 1.0) : arc(y * unit, x * unit)
    tail = arcTail
  }
  if (a > b) {
    const s = HALF_PI - value
    tail = sumError(HALF_PI, -value, s) + (HALF_PI_LOW - tail)
    value = s
  }
  if (left) {
    const s = 2.0 * HALF_PI - value
    tail = sumError(2.0 * HALF_PI, -value, s) + (2.0 * HALF_PI_LOW - tail)
    value = s
  }
  return value + tail
}

export function atan64(x: f64): f64 {
  // Keeps −0 and NaN; below, x³/3 is under half an ulp.
  if (!(abs(x) >= 1e-8)) return x
  return copysign(angle(abs(x), 1.0, false), x)
}

/** The angle of (x, y) from −π to π; special values as C99 F.9.1.4. */
export function atan264(y: f64, x: f64): f64 {
  if (y !== y || x !== x) return NaN
  return copysign(angle(abs(y), abs(x), copysign(1.0, x) < 0.0), y)
}
