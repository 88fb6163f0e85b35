import { denominator, numerator, ONE, power, remainder, shifted } from './exp2'
import { constant, horner } from './pair'

const MINUS_LOG2_E = memory.data<f64>([-1.4426950408889634])
const TWO = memory.data<f64>([2.0])
const THREE = memory.data<f64>([3.0])

/** e^(a²) erfc(a) / v by powers of v = 3 / (3 + a) from the highest, at Chebyshev nodes; error below 2^-33. */
const SCALED = memory.data<f64>([
  0.0017210541564964528, -0.03974521885747143, 0.22366466194330722, -0.5697682844806732,
  0.7674678504028316, -0.6494060921863127, 0.4707355611355689, -0.08710840390856989,
  0.18217659955780893, 0.14501137166621605, 0.17925552677808154, 0.18792712188622013,
  0.18806825189302262,
])

/** From here on, erfc rounds to 0, and below to 2. */
const FAR = memory.data<f64>([10.3])

/**
 * 1 − erf x, accurate where it is small: e^(−a²) by 2^t, t = −a² log₂ e, times the scaled function of a = |x|; below
 * 0, 2 less that.
 */
// @ts-ignore: decorator
@inline
export function erfc32(x: v128): v128 {
  const a = f64x2.pmin(f64x2.abs(x), constant(FAR))
  const v = f64x2.div(constant(THREE), f64x2.add(constant(THREE), a))
  let f = constant(SCALED)
  f = horner(f, v, SCALED, 1)
  f = horner(f, v, SCALED, 2)
  f = horner(f, v, SCALED, 3)
  f = horner(f, v, SCALED, 4)
  f = horner(f, v, SCALED, 5)
  f = horner(f, v, SCALED, 6)
  f = horner(f, v, SCALED, 7)
  f = horner(f, v, SCALED, 8)
  f = horner(f, v, SCALED, 9)
  f = horner(f, v, SCALED, 10)
  f = horner(f, v, SCALED, 11)
  f = horner(f, v, SCALED, 12)
  const t = f64x2.mul(f64x2.mul(a, a), constant(MINUS_LOG2_E))
  const n = shifted(t)
  const r = remainder(t, n)
  const p = numerator(r)
  const q = denominator(r)
  const e = f64x2.mul(power(n), f64x2.div(f64x2.add(q, p), f64x2.sub(q, p)))
  const value = f64x2.mul(e, f64x2.mul(v, f))
  return v128.bitselect(f64x2.sub(constant(TWO), value), value, f64x2.lt(x, f64x2.splat(0.0)))
}
