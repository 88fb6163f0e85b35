import { fastSumError, quotientError } from './double-double'
import { expm1Pair, expPair, expSum, expTail } from './exp'

const LN2: f64 = 0.6931471805599453
const LN2_LOW: f64 = 2.3190468138462996e-17

/** e^a / 2, where e^-a no longer counts. */
function halfExp(a: f64): f64 {
  const s = a - LN2
  return expSum(s, fastSumError(a, -LN2, s) - LN2_LOW)
}

/** (m + m / (m + 1)) / 2, m = e^|x| − 1 as a pair. */
export function sinh64(x: f64): f64 {
  const a = abs(x)
  // Keeps −0 and NaN; below, x³/6 is under half an ulp.
  if (!(a >= 1e-8)) return x
  if (a > 22.0) return copysign(halfExp(a), x)
  const m = expm1Pair(a)
  const mLow = expTail
  const e = m + 1.0
  const eLow = (m > 1.0 ? fastSumError(m, 1.0, e) : fastSumError(1.0, m, e)) + mLow
  const q = m / e
  const s = m + q
  const low = fastSumError(m, q, s) + (mLow + quotientError(m, mLow, e, eLow, q))
  return copysign(0.5 * (s + low), x)
}

/** (e + 1 / e) / 2, e = e^|x| as a pair. */
export function cosh64(x: f64): f64 {
  const a = abs(x)
  if (a !== a) return x
  if (a > 22.0) return halfExp(a)
  const e = expPair(a)
  const eLow = expTail
  const q = 1.0 / e
  const s = e + q
  return 0.5 * (s + (fastSumError(e, q, s) + (eLow + quotientError(1.0, 0.0, e, eLow, q))))
}
