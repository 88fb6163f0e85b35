import { denominator, numerator, power, remainder, shifted } from './exp2'
import { highPair, joinPairs, lowPair, multiplyAdd, signOf } from './pair'

/**
 * erf |x| = 1 − 2^t, t = log₂ erfc |x| = |x| S(|x|), smooth on all of [0, 4] (beyond, the result rounds to 1);
 * S interpolates at Chebyshev nodes, relative error of erf below 2^-29. 2^t = 2^n (q + p) / (q − p) over one
 * denominator, so that nothing cancels near 0.
 */
// @ts-ignore: decorator
@inline
function erf(x: v128): v128 {
  const one = f64x2.splat(1.0)
  const a = f64x2.pmin(f64x2.abs(x), f64x2.splat(4.0))
  let c = multiplyAdd(a, f64x2.splat(1.78587296112906e-9), -4.920743566447924e-8)
  c = multiplyAdd(c, a, 5.86899509781482e-7)
  c = multiplyAdd(c, a, -3.830313706732485e-6)
  c = multiplyAdd(c, a, 1.3165656824794012e-5)
  c = multiplyAdd(c, a, -4.8293394600066484e-6)
  c = multiplyAdd(c, a, -0.00018924115418453456)
  c = multiplyAdd(c, a, 0.0010237718785951438)
  c = multiplyAdd(c, a, -0.0025776627558334536)
  c = multiplyAdd(c, a, 0.00036565651703570625)
  c = multiplyAdd(c, a, 0.027577760209341846)
  c = multiplyAdd(c, a, -0.1482666359868569)
  c = multiplyAdd(c, a, -0.9184483648831868)
  c = multiplyAdd(c, a, -1.6279070268144877)
  const t = f64x2.mul(a, c)
  const n = shifted(t)
  const r = remainder(t, n)
  const s = power(n)
  const p = numerator(r)
  const q = denominator(r)
  const sum = f64x2.sub(f64x2.mul(f64x2.sub(one, s), q), f64x2.mul(f64x2.add(one, s), p))
  return f64x2.div(sum, f64x2.sub(q, p))
}

/** erf x; the sign is that of x, −0 included. */
export function erf32x4(x: v128): v128 {
  return v128.or(joinPairs(erf(lowPair(x)), erf(highPair(x))), signOf(x))
}
