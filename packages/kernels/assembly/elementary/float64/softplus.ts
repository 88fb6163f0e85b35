import { fastSumError, sumError } from './double-double'
import { exp64, expPair, expTail } from './exp'
import { logPair, logTail } from './log'

/** log(1 + e^x) = max(x, 0) + log(1 + e^-|x|), with 1 + e^-|x| as a pair. */
export function softplus64(x: f64): f64 {
  if (x < -40.0) return exp64(x)
  if (!(x < 40.0)) return x
  const e = expPair(-abs(x))
  const s = 1.0 + e
  const l = logPair(s, fastSumError(1.0, e, s) + expTail)
  const m = max(x, 0.0)
  const sum = m + l
  return sum + (sumError(m, l, sum) + logTail)
}
