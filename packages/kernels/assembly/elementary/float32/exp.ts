import { denominator, exp2, LOG2_E, numerator, ONE, power, remainder, shifted } from './exp2'
import { clamp, constant, highPair, joinPairs, lowPair, signOf } from './pair'

// @ts-ignore: decorator
@inline
function exp(x: v128): v128 {
  return exp2(f64x2.mul(x, constant(LOG2_E)))
}

/** e^x; the bounds round to 0 and infinity. */
export function exp32x4(x: v128): v128 {
  const c = clamp(x, -110.0, 90.0)
  return joinPairs(exp(lowPair(c)), exp(highPair(c)))
}

/** 2^n (q + p) / (q − p) − 1 over one denominator: nothing cancels for n = 0, enough remains else. */
// @ts-ignore: decorator
@inline
function expm1(x: v128): v128 {
  const one = constant(ONE)
  const t = f64x2.mul(x, constant(LOG2_E))
  const n = shifted(t)
  const r = remainder(t, n)
  const s = power(n)
  const p = numerator(r)
  const q = denominator(r)
  const sum = f64x2.add(f64x2.mul(f64x2.sub(s, one), q), f64x2.mul(f64x2.add(s, one), p))
  return f64x2.div(sum, f64x2.sub(q, p))
}

/** e^x − 1; the sign is that of x, −0 included. */
export function expm132x4(x: v128): v128 {
  const c = clamp(x, -30.0, 90.0)
  return v128.or(joinPairs(expm1(lowPair(c)), expm1(highPair(c))), signOf(x))
}
