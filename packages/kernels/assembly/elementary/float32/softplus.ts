import { denominator, numerator, power, remainder, shifted } from './exp2'
import { constant, horner } from './pair'

const MINUS_LOG2_E = memory.data<f64>([-1.4426950408889634])
/** From here on, e^-x rounds to 0. */
const FAR = memory.data<f64>([110.0])

/** 2 artanh(z) / z by powers of z² from the highest, at Chebyshev nodes of z² ≤ 1/9; error below 2^-32. */
const ARTANH = memory.data<f64>([
  0.24393908084023025, 0.21398560506678543, 0.28620207408437237, 0.39998711246862334,
  0.6666667902643397, 1.9999999998090061,
])

/**
 * log(1 + e^x) = max(x, 0) + log(1 + y), y = e^-|x| = 2^n (q + p) / (q − p): log(1 + y) = 2 artanh(z),
 * z = y / (2 + y) ≤ ⅓.
 */
// @ts-ignore: decorator
@inline
export function softplus32(x: v128): v128 {
  const a = f64x2.pmin(f64x2.abs(x), constant(FAR))
  const t = f64x2.mul(a, constant(MINUS_LOG2_E))
  const n = shifted(t)
  const r = remainder(t, n)
  const p = numerator(r)
  const q = denominator(r)
  const y = f64x2.mul(power(n), f64x2.add(q, p))
  const d = f64x2.sub(q, p)
  const z = f64x2.div(y, f64x2.add(f64x2.add(d, d), y))
  const u = f64x2.mul(z, z)
  let l = constant(ARTANH)
  l = horner(l, u, ARTANH, 1)
  l = horner(l, u, ARTANH, 2)
  l = horner(l, u, ARTANH, 3)
  l = horner(l, u, ARTANH, 4)
  l = horner(l, u, ARTANH, 5)
  return f64x2.add(f64x2.pmax(f64x2.splat(0.0), x), f64x2.mul(z, l))
}
