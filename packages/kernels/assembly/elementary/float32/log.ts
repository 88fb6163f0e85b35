import { ONE } from './exp2'
import { constant, horner } from './pair'

/**
 * x = 2^k m, m in [√½, √2), log m = 2 artanh(z), z = (m − 1) / (m + 1), |z| ≤ 0.1716. Every float32, subnormal
 * too, is a normal double.
 */
const SQRT_HALF_BITS = memory.data<i64>([0x3fe6a09e667f3bcd])
/** Bits of 1 less those of √½. */
const OFFSET_BITS = memory.data<i64>([0x00095f619980c433])
const FRACTION_BITS = memory.data<i64>([0x000fffffffffffff])
const TWO_TO_52_BITS = memory.data<i64>([0x4330000000000000])
/** 2^52 + 1023 */
const BIAS = memory.data<f64>([4503599627371519.0])
const TWO = memory.data<f64>([2.0])
const LN2 = memory.data<f64>([0.6931471805599453])

/** 2 artanh(z) / z by powers of z² from the highest, at Chebyshev nodes of z²; relative error below 2^-30. */
const ARTANH = memory.data<f64>([
  0.29924996335926085, 0.3997482824650499, 0.6666681553451308, 1.9999999986289165,
])

/** The bits of x moved so that the exponent field holds k + 1023 and the mantissa m − √½. */
// @ts-ignore: decorator
@inline
function centred(x: v128): v128 {
  return i64x2.add(x, constant(OFFSET_BITS))
}

/** k, from `centred`: as the low bits of 2^52 + k + 1023. */
// @ts-ignore: decorator
@inline
function exponent(bits: v128): v128 {
  const biased = v128.or(i64x2.shr_u(bits, 52), constant(TWO_TO_52_BITS))
  return f64x2.sub(biased, constant(BIAS))
}

/** z, from `centred`. */
// @ts-ignore: decorator
@inline
function argument(bits: v128): v128 {
  const fraction = v128.and(bits, constant(FRACTION_BITS))
  const f = f64x2.sub(i64x2.add(fraction, constant(SQRT_HALF_BITS)), constant(ONE))
  return f64x2.div(f, f64x2.add(f, constant(TWO)))
}

/** log x, 0 < x < ∞. */
// @ts-ignore: decorator
@inline
export function log(x: v128): v128 {
  const bits = centred(x)
  const z = argument(bits)
  const u = f64x2.mul(z, z)
  let l = constant(ARTANH)
  l = horner(l, u, ARTANH, 1)
  l = horner(l, u, ARTANH, 2)
  l = horner(l, u, ARTANH, 3)
  return f64x2.add(f64x2.mul(exponent(bits), constant(LN2)), f64x2.mul(z, l))
}

/** log₂ m / z by powers of z² from the highest, at Chebyshev nodes of z²: to 2^-44, which `pow` needs. */
const LOG2 = memory.data<f64>([
  0.2828943745715255, 0.31990618475532295, 0.4122092382250214, 0.5770779425301307,
  0.9617966941126749, 2.8853900817778504,
])

/** log₂ x, 0 < x < ∞. */
// @ts-ignore: decorator
@inline
export function log2(x: v128): v128 {
  const bits = centred(x)
  const z = argument(bits)
  const u = f64x2.mul(z, z)
  let l = constant(LOG2)
  l = horner(l, u, LOG2, 1)
  l = horner(l, u, LOG2, 2)
  l = horner(l, u, LOG2, 3)
  l = horner(l, u, LOG2, 4)
  l = horner(l, u, LOG2, 5)
  return f64x2.add(exponent(bits), f64x2.mul(z, l))
}

/** `value` where 0 < x < ∞; else the logarithm of 0, of infinity, or NaN. */
// @ts-ignore: decorator
@inline
function withSpecial(value: v128, x: v128): v128 {
  const infinity = f64x2.splat(Infinity)
  const zero = f64x2.splat(0.0)
  const edge = v128.bitselect(f64x2.splat(-Infinity), f64x2.splat(NaN), f64x2.eq(x, zero))
  const other = v128.bitselect(infinity, edge, f64x2.eq(x, infinity))
  return v128.bitselect(value, other, v128.and(f64x2.gt(x, zero), f64x2.lt(x, infinity)))
}

/** log x */
// @ts-ignore: decorator
@inline
export function log32(x: v128): v128 {
  return withSpecial(log(x), x)
}

/** log₂ x; of a power of two exactly its exponent. */
// @ts-ignore: decorator
@inline
export function log232(x: v128): v128 {
  return withSpecial(log2(x), x)
}

const TINY = memory.data<f64>([1.4901161193847656e-8])

/** log(1 + x): from 2^-26, 1 + x is exact or as good in double; below, x is nearer than ¼ ULP. */
// @ts-ignore: decorator
@inline
export function log1p32(x: v128): v128 {
  const y = f64x2.add(x, constant(ONE))
  return v128.bitselect(x, log32(y), f64x2.lt(f64x2.abs(x), constant(TINY)))
}
