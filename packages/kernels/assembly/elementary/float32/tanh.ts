import { denominator, LOG2_E, numerator, ONE, power, remainder, shifted } from './exp2'
import { clamp, constant, highPair, joinPairs, lowPair, signOf } from './pair'

const TWO_LOG2_E = memory.data<f64>([2.8853900817779268])

/** (e^2x − 1) / (e^2x + 1) with e^2x = 2^n (q + p) / (q − p), the denominators cancelled. */
// @ts-ignore: decorator
@inline
function tanh(x: v128): v128 {
  const one = constant(ONE)
  const t = f64x2.mul(x, constant(TWO_LOG2_E))
  const n = shifted(t)
  const r = remainder(t, n)
  const s = power(n)
  const more = f64x2.add(s, one)
  const less = f64x2.sub(s, one)
  const p = numerator(r)
  const q = denominator(r)
  return f64x2.div(
    f64x2.add(f64x2.mul(less, q), f64x2.mul(more, p)),
    f64x2.add(f64x2.mul(more, q), f64x2.mul(less, p)),
  )
}

/** tanh x; the sign is that of x, −0 included. */
export function tanh32x4(x: v128): v128 {
  const c = clamp(x, -10.0, 10.0)
  return v128.or(joinPairs(tanh(lowPair(c)), tanh(highPair(c))), signOf(x))
}

/** e^x / (1 + e^x) with e^x = 2^n (q + p) / (q − p), the denominators cancelled. */
// @ts-ignore: decorator
@inline
function sigmoid(x: v128): v128 {
  const t = f64x2.mul(x, constant(LOG2_E))
  const n = shifted(t)
  const r = remainder(t, n)
  const p = numerator(r)
  const q = denominator(r)
  const e = f64x2.mul(power(n), f64x2.add(q, p))
  return f64x2.div(e, f64x2.add(e, f64x2.sub(q, p)))
}

/** 1 / (1 + e^-x) */
export function sigmoid32x4(x: v128): v128 {
  const c = clamp(x, -110.0, 110.0)
  return joinPairs(sigmoid(lowPair(c)), sigmoid(highPair(c)))
}
