import { denominator, LOG2_E, numerator, power, remainder, shifted } from './exp2'
import { highPair, joinPairs, lowPair, multiplyAdd } from './pair'

/**
 * max(x, 0) + log(1 + y), y = e^-|x| = 2^n (q + p) / (q − p): log(1 + y) = 2 artanh(z), z = y / (2 + y) ≤ ⅓,
 * by interpolation of 2 artanh(z) / z at Chebyshev nodes of z²; error below 2^-32.
 */
// @ts-ignore: decorator
@inline
function softplus(x: v128): v128 {
  // At −110 and below, the result rounds to 0.
  const a = f64x2.pmin(f64x2.abs(x), f64x2.splat(110.0))
  const t = f64x2.mul(a, f64x2.splat(-LOG2_E))
  const n = shifted(t)
  const r = remainder(t, n)
  const p = numerator(r)
  const q = denominator(r)
  const y = f64x2.mul(power(n), f64x2.add(q, p))
  const d = f64x2.sub(q, p)
  const z = f64x2.div(y, f64x2.add(f64x2.add(d, d), y))
  const u = f64x2.mul(z, z)
  let l = multiplyAdd(u, f64x2.splat(0.24393908084023025), 0.21398560506678543)
  l = multiplyAdd(l, u, 0.28620207408437237)
  l = multiplyAdd(l, u, 0.39998711246862334)
  l = multiplyAdd(l, u, 0.6666667902643397)
  l = multiplyAdd(l, u, 1.9999999998090061)
  return f64x2.add(f64x2.pmax(f64x2.splat(0.0), x), f64x2.mul(z, l))
}

/** log(1 + e^x) */
export function softplus32x4(x: v128): v128 {
  return joinPairs(softplus(lowPair(x)), softplus(highPair(x)))
}
