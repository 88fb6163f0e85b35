import { productError, sumError } from './double-double'

const HALF_PI: f64 = 1.5707963267948966
const HALF_PI_LOW: f64 = 6.123233995736766e-17

/** (asin x − x) / x³ by powers of x² ≤ ¼, at Chebyshev nodes; error of asin below 2^-57. */
// @ts-ignore: decorator
@inline
function rest(u: f64): f64 {
  const u2 = u * u
  const u4 = u2 * u2
  const a = 0.16666666666666669 + u * 0.07499999999998425 + u2 * (0.04464285714637338 + u * 0.030381944137085216)
  const b = 0.022372173002005596 + u * 0.017352391265909227 + u2 * (0.013971235301124539 + u * 0.011478952690257387)
  const c = 0.010324318288744113 + u * 0.00545087818772055 + u2 * (0.017419357964884856 + u * -0.014881409392818066)
  return a + u4 * (b + u4 * (c + u4 * 0.02877844261259304))
}

/** What the last `doubleArc` left beyond the value it returned. */
let arcTail: f64 = 0

/** 2 asin √z, z ≤ ¼. */
function doubleArc(z: f64): f64 {
  const s = sqrt(z)
  const square = s * s
  // √z − s
  const correction = z === 0.0 ? 0.0 : (z - square - productError(s, s, square)) / (2.0 * s)
  arcTail = 2.0 * (correction + s * z * rest(z))
  return 2.0 * s
}

/** Beyond ½, asin x = π/2 − 2 asin √((1 − x) / 2). */
export function asin64(x: f64): f64 {
  const a = abs(x)
  if (!(a <= 1.0)) return NaN
  if (a <= 0.5) return x + x * (x * x) * rest(x * x)
  const b = doubleArc(0.5 * (1.0 - a))
  const s = HALF_PI - b
  return copysign(s + (sumError(HALF_PI, -b, s) + (HALF_PI_LOW - arcTail)), x)
}

export function acos64(x: f64): f64 {
  const a = abs(x)
  if (!(a <= 1.0)) return NaN
  if (a <= 0.5) {
    const s = HALF_PI - x
    return s + (sumError(HALF_PI, -x, s) + (HALF_PI_LOW - x * (x * x) * rest(x * x)))
  }
  const b = doubleArc(0.5 * (1.0 - a))
  if (x > 0.0) return b + arcTail
  const s = 2.0 * HALF_PI - b
  return s + (sumError(2.0 * HALF_PI, -b, s) + (2.0 * HALF_PI_LOW - arcTail))
}
