import { ONE } from './exp2'
import { constant, highPair, horner, joinPairs, lowPair, signOf } from './pair'

const HALF_PI = memory.data<f64>([1.5707963267948966])
const PI = memory.data<f64>([3.141592653589793])

/** atan t / t by powers of t² ≤ 1 from the highest, at Chebyshev nodes; relative error below 2^-33. */
const ATAN = memory.data<f64>([
  -0.0006633954571104787, 0.00473248419342192, -0.015828322749149415, 0.033826218952786875,
  -0.05395668057137172, 0.07228278345377252, -0.08974171958363882, 0.11091922963683302,
  -0.14283813255743194, 0.19999901102171555, -0.3333333129088999, 0.9999999999293037,
])

/** atan t, 0 ≤ t ≤ 1. */
// @ts-ignore: decorator
@inline
function near(t: v128): v128 {
  const u = f64x2.mul(t, t)
  let p = constant(ATAN)
  p = horner(p, u, ATAN, 1)
  p = horner(p, u, ATAN, 2)
  p = horner(p, u, ATAN, 3)
  p = horner(p, u, ATAN, 4)
  p = horner(p, u, ATAN, 5)
  p = horner(p, u, ATAN, 6)
  p = horner(p, u, ATAN, 7)
  p = horner(p, u, ATAN, 8)
  p = horner(p, u, ATAN, 9)
  p = horner(p, u, ATAN, 10)
  p = horner(p, u, ATAN, 11)
  return f64x2.mul(t, p)
}

/** atan x; the sign is that of x, −0 included. */
// @ts-ignore: decorator
@inline
export function atan32(x: v128): v128 {
  const one = constant(ONE)
  const a = f64x2.abs(x)
  const far = f64x2.gt(a, one)
  const p = near(v128.bitselect(f64x2.div(one, a), a, far))
  return v128.or(v128.bitselect(f64x2.sub(constant(HALF_PI), p), p, far), signOf(x))
}

/** The angle of (x, y). */
// @ts-ignore: decorator
@inline
function angle(y: v128, x: v128): v128 {
  const a = f64x2.abs(y)
  const b = f64x2.abs(x)
  const less = f64x2.min(a, b)
  const more = f64x2.max(a, b)
  // ∞ / ∞ is 1 here, 0 / 0 is 0.
  const ratio = v128.bitselect(constant(ONE), f64x2.div(less, more), f64x2.eq(less, more))
  let p = near(v128.andnot(ratio, f64x2.eq(more, f64x2.splat(0.0))))
  p = v128.bitselect(f64x2.sub(constant(HALF_PI), p), p, f64x2.gt(a, b))
  return v128.or(v128.bitselect(f64x2.sub(constant(PI), p), p, i64x2.shr_s(x, 63)), signOf(y))
}

/** The angle of (x, y) from −π to π; special values as C99 F.9.1.4. */
export function atan232x4(y: v128, x: v128): v128 {
  return joinPairs(angle(lowPair(y), lowPair(x)), angle(highPair(y), highPair(x)))
}
