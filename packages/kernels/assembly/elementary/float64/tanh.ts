import { fastSumError, quotientError } from './double-double'
import { exp64, expm1Pair, expPair, expTail } from './exp'

/** (e^2|x| − 1) / (e^2|x| + 1), numerator and denominator as pairs. */
export function tanh64(x: f64): f64 {
  const a = abs(x)
  // Keeps −0 and NaN; below, x³/3 is under half an ulp.
  if (!(a >= 1e-8)) return x
  if (a > 22.0) return copysign(1.0, x)
  const n = expm1Pair(2.0 * a)
  const nLow = expTail
  const d = n + 2.0
  const dLow = (n > 2.0 ? fastSumError(n, 2.0, d) : fastSumError(2.0, n, d)) + nLow
  const q = n / d
  return copysign(q + quotientError(n, nLow, d, dLow, q), x)
}

/** 1 / (1 + e^-x), by e^-|x| on either side. */
export function sigmoid64(x: f64): f64 {
  if (x < -40.0) return exp64(x)
  if (x > 40.0) return 1.0
  const e = expPair(-abs(x))
  const eLow = expTail
  const n = x < 0.0 ? e : 1.0
  const nLow = x < 0.0 ? eLow : 0.0
  const d = 1.0 + e
  const q = n / d
  return q + quotientError(n, nLow, d, fastSumError(1.0, e, d) + eLow, q)
}
