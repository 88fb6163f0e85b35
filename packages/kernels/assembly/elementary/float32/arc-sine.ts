import { constant, horner, signOf } from './pair'

const HALF_PI = memory.data<f64>([1.5707963267948966])
const PI = memory.data<f64>([3.141592653589793])
const HALF = memory.data<f64>([0.5])

/** (asin x − x) / x³ by powers of x² ≤ ¼ from the highest, at Chebyshev nodes; error of asin below 2^-33. */
const ASIN = memory.data<f64>([
  0.03098546039993495, 0.01056694782140368, 0.02361371422189475, 0.030268919101073113,
  0.044647675217118564, 0.07499992383419403, 0.16666666686147094,
])

/** asin x of 0 ≤ x ≤ ½, given x and x². */
// @ts-ignore: decorator
@inline
function near(x: v128, u: v128): v128 {
  let p = constant(ASIN)
  p = horner(p, u, ASIN, 1)
  p = horner(p, u, ASIN, 2)
  p = horner(p, u, ASIN, 3)
  p = horner(p, u, ASIN, 4)
  p = horner(p, u, ASIN, 5)
  p = horner(p, u, ASIN, 6)
  return f64x2.add(x, f64x2.mul(f64x2.mul(x, u), p))
}

/** asin |x|, or beyond ½ asin √((1 − |x|) / 2), which is half of what is left of π/2. NaN beyond 1. */
// @ts-ignore: decorator
@inline
function arc(a: v128, far: v128): v128 {
  const half = constant(HALF)
  const u = v128.bitselect(f64x2.sub(half, f64x2.mul(half, a)), f64x2.mul(a, a), far)
  return near(v128.bitselect(f64x2.sqrt(u), a, far), u)
}

/** asin x; the sign is that of x, −0 included. */
// @ts-ignore: decorator
@inline
export function asin32(x: v128): v128 {
  const a = f64x2.abs(x)
  const far = f64x2.gt(a, constant(HALF))
  const p = arc(a, far)
  return v128.or(v128.bitselect(f64x2.sub(constant(HALF_PI), f64x2.add(p, p)), p, far), signOf(x))
}

/** acos x */
// @ts-ignore: decorator
@inline
export function acos32(x: v128): v128 {
  const a = f64x2.abs(x)
  const far = f64x2.gt(a, constant(HALF))
  const p = arc(a, far)
  const twice = f64x2.add(p, p)
  const below = f64x2.lt(x, f64x2.splat(0.0))
  const beyond = v128.bitselect(f64x2.sub(constant(PI), twice), twice, below)
  return v128.bitselect(beyond, f64x2.sub(constant(HALF_PI), v128.xor(p, signOf(x))), far)
}
