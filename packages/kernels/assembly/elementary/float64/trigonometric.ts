import { fastSumError, quotientError } from './double-double'
import { angleTail, quadrant, reduceAngle } from './reduce-angle'

/** What the last `sinNear` or `cosNear` left beyond the value it returned. */
let tail: f64 = 0

/** sin(r + dr), |r| ≤ π/4: (sin r − r) / r³ at Chebyshev nodes in r², error of sin below 2^-60. */
// @ts-ignore: decorator
@inline
function sinNear(r: f64, dr: f64): f64 {
  const u = r * r
  const low = -0.16666666666666666 + u * 0.008333333333333331
  const middle = -0.0001984126984126504 + u * 2.755731921931959e-6
  const high = -2.5052106225650122e-8 + u * (1.60585305421325e-10 + u * -7.586633672657066e-13)
  const u2 = u * u
  const rest = dr * (1.0 - 0.5 * u) + r * u * (low + u2 * (middle + u2 * high))
  const value = r + rest
  tail = fastSumError(r, rest, value)
  return value
}

/** cos(r + dr), |r| ≤ π/4: (cos r − 1 + r²/2) / r⁴ at Chebyshev nodes in r², error below 2^-60. */
// @ts-ignore: decorator
@inline
function cosNear(r: f64, dr: f64): f64 {
  const u = r * r
  const low = 0.041666666666666664 + u * -0.0013888888888887389
  const middle = 2.48015872987538e-5 + u * -2.755731726556589e-7
  const high = 2.0876144984413913e-9 + u * -1.1382539967177458e-11
  const u2 = u * u
  const half = 0.5 * u
  const s = 1.0 - half
  const rest = 1.0 - s - half + (u2 * (low + u2 * (middle + u2 * high)) - r * dr)
  const value = s + rest
  tail = fastSumError(s, rest, value)
  return value
}

/** sin(r + dr + n π/2) */
// @ts-ignore: decorator
@inline
function turned(r: f64, dr: f64, n: i32): f64 {
  const value = n & 1 ? cosNear(r, dr) : sinNear(r, dr)
  return n & 2 ? -value : value
}

export function sin64(x: f64): f64 {
  // Keeps −0 and NaN; below, x³/6 is under half an ulp.
  if (!(abs(x) >= 7.450580596923828e-9)) return x
  if (abs(x) === Infinity) return NaN
  const r = reduceAngle(x)
  return turned(r, angleTail, quadrant)
}

export function cos64(x: f64): f64 {
  if (!(abs(x) < Infinity)) return NaN
  const r = reduceAngle(x)
  return turned(r, angleTail, quadrant + 1)
}

/** sin x / cos x, both as pairs. */
export function tan64(x: f64): f64 {
  // Keeps −0 and NaN; below, x³/3 is under half an ulp.
  if (!(abs(x) >= 7.450580596923828e-9)) return x
  if (abs(x) === Infinity) return NaN
  const r = reduceAngle(x)
  const odd = (quadrant & 1) !== 0
  const s = sinNear(r, angleTail)
  const sLow = tail
  const c = cosNear(r, angleTail)
  const q = odd ? -c / s : s / c
  return q + (odd ? quotientError(-c, -tail, s, sLow, q) : quotientError(s, sLow, c, tail, q))
}
