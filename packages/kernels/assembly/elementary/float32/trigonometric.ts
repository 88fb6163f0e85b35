import { cos64, sin64, tan64 } from '../float64/trigonometric'
import { constant, highPair, horner, joinPairs, lowPair, negated } from './pair'

/**
 * x = n π/2 + r by Cody–Waite in double: π/2 to 86 bits in two parts, the first of 33 bits, so that n times it
 * is exact up to 2^20. sin r and cos r interpolate at Chebyshev nodes of r² ≤ (π/4)²; error below 2^-32.
 */
const LARGEST: f32 = 1048576.0
const TWO_OVER_PI = memory.data<f64>([0.6366197723675814])
const PART_1 = memory.data<f64>([1.5707963267341256])
const PART_2 = memory.data<f64>([6.077100506506192e-11])
/** 1.5 · 2^52: rounds to an integer and leaves it in the low bits. */
const SHIFT = memory.data<f64>([6755399441055744.0])
const ODD = memory.data<i64>([1])

/** sin r / r by powers of r² from the highest. */
const SIN = memory.data<f64>([
  2.7249603786849848e-6, -0.00019840084250637795, 0.00833333187010827, -0.1666666666384345, 1.0,
])
/** cos r by powers of r² from the highest. */
const COS = memory.data<f64>([
  2.4463434776444345e-5, -0.0013887586427689417, 0.041666650593991314, -0.49999999968989306, 1.0,
])

/** x as a multiple of π/2, rounded, in the low bits. */
// @ts-ignore: decorator
@inline
function turns(x: v128): v128 {
  return f64x2.add(f64x2.mul(x, constant(TWO_OVER_PI)), constant(SHIFT))
}

/** r, from `turns`. */
// @ts-ignore: decorator
@inline
function remainder(x: v128, shifted: v128): v128 {
  const n = f64x2.sub(shifted, constant(SHIFT))
  const a = f64x2.sub(x, f64x2.mul(n, constant(PART_1)))
  return f64x2.sub(a, f64x2.mul(n, constant(PART_2)))
}

/** sin r of r and r². */
// @ts-ignore: decorator
@inline
function sinNear(r: v128, u: v128): v128 {
  let s = constant(SIN)
  s = horner(s, u, SIN, 1)
  s = horner(s, u, SIN, 2)
  s = horner(s, u, SIN, 3)
  // A product, so that −0 stays.
  return f64x2.mul(horner(s, u, SIN, 4), r)
}

/** cos r of r². */
// @ts-ignore: decorator
@inline
function cosNear(u: v128): v128 {
  let c = constant(COS)
  c = horner(c, u, COS, 1)
  c = horner(c, u, COS, 2)
  c = horner(c, u, COS, 3)
  return horner(c, u, COS, 4)
}

// @ts-ignore: decorator
@inline
function isEven(quadrant: v128): v128 {
  return i64x2.eq(v128.and(quadrant, constant(ODD)), i64x2.splat(0))
}

/** sin(x + turn π/2) */
// @ts-ignore: decorator
@inline
function sine(x: v128, turn: i64): v128 {
  const shifted = turns(x)
  const r = remainder(x, shifted)
  const u = f64x2.mul(r, r)
  const quadrant = i64x2.add(shifted, i64x2.splat(turn))
  const sign = i64x2.shl(i64x2.shr_u(quadrant, 1), 63)
  return v128.xor(v128.bitselect(sinNear(r, u), cosNear(u), isEven(quadrant)), sign)
}

/** sin r / cos r, or −cos r / sin r after an odd number of turns. */
// @ts-ignore: decorator
@inline
function tangent(x: v128): v128 {
  const shifted = turns(x)
  const r = remainder(x, shifted)
  const u = f64x2.mul(r, r)
  const s = sinNear(r, u)
  const c = cosNear(u)
  const even = isEven(shifted)
  return f64x2.div(v128.bitselect(s, negated(c), even), v128.bitselect(c, s, even))
}

const SINE = 0
const COSINE = 1
const TANGENT = 2

/** Lanes beyond the reduction, one by one through the double function. */
function replaceLarge(x: v128, value: v128, fn: i32): v128 {
  let result = value
  for (let i = 0; i < 4; i++) {
    const lane = f32x4.extract_lane(x, 0)
    if (abs(lane) > LARGEST) {
      const exact = fn === SINE ? sin64(lane) : fn === COSINE ? cos64(lane) : tan64(lane)
      result = f32x4.replace_lane(result, 0, <f32>exact)
    }
    x = v128.shuffle<f32>(x, x, 1, 2, 3, 0)
    result = v128.shuffle<f32>(result, result, 1, 2, 3, 0)
  }
  return result
}

/** sin x, x in radians. */
export function sin32x4(x: v128): v128 {
  const value = joinPairs(sine(lowPair(x), 0), sine(highPair(x), 0))
  if (!v128.any_true(f32x4.gt(f32x4.abs(x), f32x4.splat(LARGEST)))) return value
  return replaceLarge(x, value, SINE)
}

/** cos x, x in radians. */
export function cos32x4(x: v128): v128 {
  const value = joinPairs(sine(lowPair(x), 1), sine(highPair(x), 1))
  if (!v128.any_true(f32x4.gt(f32x4.abs(x), f32x4.splat(LARGEST)))) return value
  return replaceLarge(x, value, COSINE)
}

/** tan x, x in radians. */
export function tan32x4(x: v128): v128 {
  const value = joinPairs(tangent(lowPair(x)), tangent(highPair(x)))
  if (!v128.any_true(f32x4.gt(f32x4.abs(x), f32x4.splat(LARGEST)))) return value
  return replaceLarge(x, value, TANGENT)
}
