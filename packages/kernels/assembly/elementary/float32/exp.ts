import { denominator, exp2, LOG2_E, numerator, ONE, power, remainder, shifted } from './exp2'
import { clamp, constant, signOf } from './pair'

/** Bounds, whose values round to the limits of float32. */
const EXP = memory.data<f64>([-110.0, 90.0])
const EXPM1 = memory.data<f64>([-30.0, 90.0])

/** e^x */
// @ts-ignore: decorator
@inline
export function exp32(x: v128): v128 {
  return exp2(f64x2.mul(clamp(x, EXP), constant(LOG2_E)))
}

/**
 * e^x − 1 = 2^n (q + p) / (q − p) − 1 over one denominator: nothing cancels for n = 0, enough remains else. The
 * sign is that of x, −0 included.
 */
// @ts-ignore: decorator
@inline
export function expm132(x: v128): v128 {
  const one = constant(ONE)
  const t = f64x2.mul(clamp(x, EXPM1), constant(LOG2_E))
  const n = shifted(t)
  const r = remainder(t, n)
  const s = power(n)
  const p = numerator(r)
  const q = denominator(r)
  const sum = f64x2.add(f64x2.mul(f64x2.sub(s, one), q), f64x2.mul(f64x2.add(s, one), p))
  return v128.or(f64x2.div(sum, f64x2.sub(q, p)), signOf(x))
}
