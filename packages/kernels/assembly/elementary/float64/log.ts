import { fastSumError, productError, quotientError, sumError } from './double-double'
import { powerOfTwo } from './exp'

/**
 * x = 2^k m, m in [√½, √2), log m = 2 artanh(z), z = (m − 1) / (m + 1), |z| ≤ 0.1716 (Muller,
 * "Elementary Functions", 3.2): the first terms of the series in pairs of doubles, the rest as a
 * polynomial. About 68 bits, which `pow` needs.
 */
const SQRT_HALF_BITS: i64 = 0x3fe6a09e667f3bcd
/** 42 bits, so that k times it is exact, and the rest. */
const LN2_HIGH: f64 = 0.6931471805598903
const LN2_LOW: f64 = 5.497923018708371e-14
const THIRD: f64 = 0.3333333333333333
const THIRD_LOW: f64 = 1.850371707708594e-17
const FIFTH: f64 = 0.2
const FIFTH_LOW: f64 = -1.1102230246251566e-17

/** 1/7 + u/9 + u²/11 + … at Chebyshev nodes of 0 ≤ u ≤ 0.02945, error below 2^-56. */
// @ts-ignore: decorator
@inline
function seriesTail(u: f64): f64 {
  const u2 = u * u
  const low = 0.14285714285714285 + u * 0.11111111111111475
  const middle = 0.09090909090649807 + u * 0.07692307762593617
  const high = 0.06666657323528341 + u * 0.05883025836252584
  const top = 0.052364291315644615 + u * 0.05308766382752498
  return low + u2 * (middle + u2 * (high + u2 * top))
}

/** What the last `logPair` left beyond the value it returned. */
export let logTail: f64 = 0

/** log(x + dx) as this value and `logTail`; x positive and finite, |dx| ≤ ulp(x). */
export function logPair(x: f64, dx: f64): f64 {
  let shift: i64 = 0
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984.0
    shift = 54
  }
  const bits = reinterpret<i64>(x)
  const binade = (bits - SQRT_HALF_BITS) >> 52
  const exponent = <f64>(binade - shift)
  const offset = reinterpret<f64>(bits - (binade << 52)) - 1.0
  // Only sums near 1 bring a dx that counts.
  const rest = dx === 0.0 || binade > 64 ? 0.0 : dx * powerOfTwo(-(<i32>binade))

  const f = offset + rest
  const fLow = sumError(offset, rest, f)
  const d = 2.0 + f
  const z = f / d
  const zLow = quotientError(f, fLow, d, fastSumError(2.0, f, d) + fLow, z)
  const u = z * z
  const uLow = productError(z, z, u) + 2.0 * z * zLow

  const t = u * seriesTail(u)
  const b = FIFTH + t
  const bLow = fastSumError(FIFTH, t, b) + FIFTH_LOW
  const ub = u * b
  const ubLow = productError(u, b, ub) + (u * bLow + uLow * b)
  const c = THIRD + ub
  const cLow = fastSumError(THIRD, ub, c) + (THIRD_LOW + ubLow)
  const uc = u * c
  const ucLow = productError(u, c, uc) + (u * cLow + uLow * c)
  const w = z * uc
  const wLow = productError(z, uc, w) + (z * ucLow + zLow * uc)
  const s = z + w
  const sLow = fastSumError(z, w, s) + (zLow + wLow)

  const high = exponent * LN2_HIGH
  const sum = high + 2.0 * s
  const low = sumError(high, 2.0 * s, sum) + (exponent * LN2_LOW + 2.0 * sLow)
  const value = sum + low
  logTail = fastSumError(sum, low, value)
  return value
}

export function log64(x: f64): f64 {
  if (!(x > 0.0)) return x === 0.0 ? -Infinity : NaN
  if (x === Infinity) return x
  return logPair(x, 0.0)
}

const LOG2_E: f64 = 1.4426950408889634
const LOG2_E_LOW: f64 = 2.0355273740931033e-17

/** log₂ x; of a power of two exactly its exponent. */
export function log264(x: f64): f64 {
  if (!(x > 0.0)) return x === 0.0 ? -Infinity : NaN
  if (x === Infinity) return x
  const l = logPair(x, 0.0)
  const p = l * LOG2_E
  return p + (productError(l, LOG2_E, p) + (l * LOG2_E_LOW + logTail * LOG2_E))
}

export function log1p64(x: f64): f64 {
  // Keeps −0 and NaN; below, x²/2 is under half an ulp.
  if (!(abs(x) >= 1.1102230246251565e-16)) return x
  if (x <= -1.0) return x === -1.0 ? -Infinity : NaN
  if (x === Infinity) return x
  const s = 1.0 + x
  return logPair(s, sumError(1.0, x, s))
}
