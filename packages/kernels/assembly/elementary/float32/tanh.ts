import { denominator, LOG2_E, numerator, ONE, power, remainder, shifted } from './exp2'
import { clamp, constant, signOf } from './pair'

const TWO_LOG2_E = memory.data<f64>([2.8853900817779268])
/** Bounds, beyond which tanh and sigmoid round to their limits. */
const TEN = memory.data<f64>([-10.0, 10.0])
const FAR = memory.data<f64>([-110.0, 110.0])

/**
 * (e^2x − 1) / (e^2x + 1) with e^2x = 2^n (q + p) / (q − p), the denominators cancelled. The sign is that of x,
 * −0 included.
 */
// @ts-ignore: decorator
@inline
export function tanh32(x: v128): v128 {
  const one = constant(ONE)
  const t = f64x2.mul(clamp(x, TEN), constant(TWO_LOG2_E))
  const n = shifted(t)
  const r = remainder(t, n)
  const s = power(n)
  const more = f64x2.add(s, one)
  const less = f64x2.sub(s, one)
  const p = numerator(r)
  const q = denominator(r)
  const value = f64x2.div(
    f64x2.add(f64x2.mul(less, q), f64x2.mul(more, p)),
    f64x2.add(f64x2.mul(more, q), f64x2.mul(less, p)),
  )
  return v128.or(value, signOf(x))
}

/** e^x / (1 + e^x) with e^x = 2^n (q + p) / (q − p), the denominators cancelled. */
// @ts-ignore: decorator
@inline
export function sigmoid32(x: v128): v128 {
  const t = f64x2.mul(clamp(x, FAR), constant(LOG2_E))
  const n = shifted(t)
  const r = remainder(t, n)
  const p = numerator(r)
  const q = denominator(r)
  const e = f64x2.mul(power(n), f64x2.add(q, p))
  return f64x2.div(e, f64x2.add(e, f64x2.sub(q, p)))
}
