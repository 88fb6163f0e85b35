import { constant, horner } from './pair'

/**
 * 2^t = 2^n 2^r with n the nearest integer, |r| ≤ ½. Adding 1.5 · 2^52 rounds t to n and leaves n in the
 * low bits, whence a shift takes it to the exponent.
 *
 * Where a quotient follows anyway, 2^r = (q + p) / (q − p) saves a polynomial:
 * p / q = tanh(r ln 2 / 2), p = r (a₀ + a₁ r²), q = b₀ + r².
 */
export const LOG2_E = memory.data<f64>([1.4426950408889634])
export const ONE = memory.data<f64>([1.0])
const SHIFT = memory.data<f64>([6755399441055744.0])

/** 2^r by powers of r from the highest, at Chebyshev nodes of |r| ≤ ½; relative error below 2^-28. */
const EXP2 = memory.data<f64>([
  0.0001546144469856913, 0.0013400428177615838, 0.009618056678524637, 0.05550327226670302,
  0.24022650922288757, 0.6931472067028326, 1.0,
])

/** a₁, a₀ and b₀, at Chebyshev nodes of r²; relative error of p / q below 2^-30. */
const QUOTIENT = memory.data<f64>([0.057700373400863994, 7.2150280000662965, 20.818170242316548])

/** n in the low bits. */
// @ts-ignore: decorator
@inline
export function shifted(t: v128): v128 {
  return f64x2.add(t, constant(SHIFT))
}

/** r = t − n, from `shifted`. */
// @ts-ignore: decorator
@inline
export function remainder(t: v128, n: v128): v128 {
  return f64x2.sub(t, f64x2.sub(n, constant(SHIFT)))
}

/** 2^n, from `shifted`, −1022 ≤ n ≤ 1023. */
// @ts-ignore: decorator
@inline
export function power(n: v128): v128 {
  return i64x2.add(i64x2.shl(n, 52), constant(ONE))
}

/** p of r. */
// @ts-ignore: decorator
@inline
export function numerator(r: v128): v128 {
  return f64x2.mul(r, horner(constant(QUOTIENT), f64x2.mul(r, r), QUOTIENT, 1))
}

/** q of r. */
// @ts-ignore: decorator
@inline
export function denominator(r: v128): v128 {
  return horner(r, r, QUOTIENT, 2)
}

/** 2^t, |t| ≤ 1000. */
// @ts-ignore: decorator
@inline
export function exp2(t: v128): v128 {
  const n = shifted(t)
  const r = remainder(t, n)
  let p = constant(EXP2)
  p = horner(p, r, EXP2, 1)
  p = horner(p, r, EXP2, 2)
  p = horner(p, r, EXP2, 3)
  p = horner(p, r, EXP2, 4)
  p = horner(p, r, EXP2, 5)
  p = horner(p, r, EXP2, 6)
  return i64x2.add(p, i64x2.shl(n, 52))
}
