import { denominator, numerator, ONE, power, remainder, shifted } from './exp2'
import { constant, horner, signOf } from './pair'

/** From here on, erf rounds to 1. */
const FAR = memory.data<f64>([4.0])

/** log₂ erfc(a) / a by powers of a from the highest, at Chebyshev nodes of [0, 4]; error of erf below 2^-29. */
const LOG2_ERFC = memory.data<f64>([
  1.78587296112906e-9, -4.920743566447924e-8, 5.86899509781482e-7, -3.830313706732485e-6,
  1.3165656824794012e-5, -4.8293394600066484e-6, -0.00018924115418453456, 0.0010237718785951438,
  -0.0025776627558334536, 0.00036565651703570625, 0.027577760209341846, -0.1482666359868569,
  -0.9184483648831868, -1.6279070268144877,
])

/**
 * erf |x| = 1 − 2^t, t = log₂ erfc |x| = |x| S(|x|), smooth on all of [0, 4];
 * 2^t = 2^n (q + p) / (q − p) over one denominator, so that nothing cancels near 0. The sign is that of x, −0
 * included.
 */
// @ts-ignore: decorator
@inline
export function erf32(x: v128): v128 {
  const one = constant(ONE)
  const a = f64x2.pmin(f64x2.abs(x), constant(FAR))
  let c = constant(LOG2_ERFC)
  c = horner(c, a, LOG2_ERFC, 1)
  c = horner(c, a, LOG2_ERFC, 2)
  c = horner(c, a, LOG2_ERFC, 3)
  c = horner(c, a, LOG2_ERFC, 4)
  c = horner(c, a, LOG2_ERFC, 5)
  c = horner(c, a, LOG2_ERFC, 6)
  c = horner(c, a, LOG2_ERFC, 7)
  c = horner(c, a, LOG2_ERFC, 8)
  c = horner(c, a, LOG2_ERFC, 9)
  c = horner(c, a, LOG2_ERFC, 10)
  c = horner(c, a, LOG2_ERFC, 11)
  c = horner(c, a, LOG2_ERFC, 12)
  c = horner(c, a, LOG2_ERFC, 13)
  const t = f64x2.mul(a, c)
  const n = shifted(t)
  const r = remainder(t, n)
  const s = power(n)
  const p = numerator(r)
  const q = denominator(r)
  const sum = f64x2.sub(f64x2.mul(f64x2.sub(one, s), q), f64x2.mul(f64x2.add(one, s), p))
  return v128.or(f64x2.div(sum, f64x2.sub(q, p)), signOf(x))
}
