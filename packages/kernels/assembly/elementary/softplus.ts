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

export function softplus32x4(x: v128): v128 {
  let r = f32x4.splat(<f32>softplus64(<f64>f32x4.extract_lane(x, 0)))
  r = f32x4.replace_lane(r, 1, <f32>softplus64(<f64>f32x4.extract_lane(x, 1)))
  r = f32x4.replace_lane(r, 2, <f32>softplus64(<f64>f32x4.extract_lane(x, 2)))
  return f32x4.replace_lane(r, 3, <f32>softplus64(<f64>f32x4.extract_lane(x, 3)))
}
