import { denominator, LOG2_E, numerator, ONE, power, remainder, shifted } from './exp2'
import { clamp, constant, signOf } from './pair'

/** Bounds, whose values round to the limits of float32. */
const FAR = memory.data<f64>([-100.0, 100.0])

/**
 * e^x = s (q + p) / (q − p), s = 2^n, and its reciprocal, brought to one denominator and multiplied out, so that
 * nothing cancels: 2 (q² − p²) cosh x = (s + 1/s) (q² + p²) + (s − 1/s) 2pq, and sinh with the signs changed.
 */
// @ts-ignore: decorator
@inline
function half(x: v128, sine: bool): v128 {
  const t = f64x2.mul(x, constant(LOG2_E))
  const n = shifted(t)
  const r = remainder(t, n)
  const s = power(n)
  const inverse = i64x2.sub(constant(ONE), i64x2.shl(n, 52))
  const sum = f64x2.add(s, inverse)
  const difference = f64x2.sub(s, inverse)
  const p = numerator(r)
  const q = denominator(r)
  const p2 = f64x2.mul(p, p)
  const q2 = f64x2.mul(q, q)
  const pq = f64x2.mul(p, q)
  const even = f64x2.mul(sine ? difference : sum, f64x2.add(q2, p2))
  const odd = f64x2.mul(sine ? sum : difference, f64x2.add(pq, pq))
  const d = f64x2.sub(q2, p2)
  return f64x2.div(f64x2.add(even, odd), f64x2.add(d, d))
}

/** sinh x; the sign is that of x, −0 included. */
// @ts-ignore: decorator
@inline
export function sinh32(x: v128): v128 {
  return v128.or(half(clamp(x, FAR), true), signOf(x))
}

/** cosh x */
// @ts-ignore: decorator
@inline
export function cosh32(x: v128): v128 {
  return half(clamp(x, FAR), false)
}
