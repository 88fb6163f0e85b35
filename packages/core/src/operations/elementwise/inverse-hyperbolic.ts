import { apply } from '../../primitive/apply.ts'
import type { Primitive, Rule } from '../../primitive/primitive.ts'
import { toFloat } from '../../tensor/convert.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { add, div, mul, neg, sub } from './arithmetic.ts'
import { cast } from './cast.ts'
import { greater } from './compare.ts'
import {
  abs,
  type Elementwise,
  log,
  log1p,
  reciprocal,
  rsqrt,
  sign,
  sqrt,
  square,
} from './elementwise.ts'
import { type Precomputed, precomputed } from './precomputed.ts'
import { where } from './select.ts'
import { stopGradient } from './stop-gradient.ts'

type Function = Primitive<Precomputed, null>

const byX = (name: string, rule: Rule<Precomputed, null>): Function =>
  precomputed<Precomputed>(name, [null, rule])

/** 2³⁰: from here on x² + 1 and x² − 1 round to x². */
const LARGE = 1_073_741_824

// s = 1 / √(1 + x²) with the rule s' = −x s³, taken as (x s) s² since x³ might overflow.
const asinhSlopeOp = byX('asinh', (g, [, x], s) => mul(g, neg(mul(mul(x, s), square(s)))))
// s = 1 / (1 − x²) with the rule s' = 2x s², whose derivatives at ±1 are infinite: all of their terms have one sign.
const atanhSlopeOp = byX('atanh', (g, [, x], s) => mul(g, mul(mul(x, 2), square(s))))

function asinhSlope(x: Tensor): Tensor {
  const size = abs(stopGradient(x))
  const slope = where(greater(size, LARGE), reciprocal(size), rsqrt(add(square(size), 1)))
  return apply(asinhSlopeOp, [slope, x], null)
}

function atanhSlope(x: Tensor): Tensor {
  const constant = stopGradient(x)
  // Unlike 1 − x², the factors are exact near ±1.
  const slope = reciprocal(mul(sub(1, constant), add(1, constant)))
  return apply(atanhSlopeOp, [slope, x], null)
}

export const asinhOp = byX('asinh', (g, [, x]) => mul(g, asinhSlope(x)))
// The derivatives of both roots have one sign at every order, so that they are infinite at 1 and no difference of infinities.
export const acoshOp = byX('acosh', (g, [, x]) => mul(g, mul(rsqrt(sub(x, 1)), rsqrt(add(x, 1)))))
export const atanhOp = byX('atanh', (g, [, x]) => mul(g, atanhSlope(x)))

/** The function with a value computed in float64, to whose last digit the float32 result is then right. */
const valuedBy =
  (op: Function, value: (x: Tensor) => Tensor): Elementwise =>
  (x) => {
    const input = toFloat(op.name, x)
    const exact = cast(stopGradient(input), 'float64')
    return apply(op, [cast(value(exact), input.dtype), input], null)
  }

/** log 2x = log(x + √(x² ± 1)) where x is large. */
const logOfDouble = (x: Tensor): Tensor => add(log(x), Math.LN2)

/** The inverse of sinh, accurate near 0. Floats; within 1 ULP in float32. */
export const asinh: Elementwise = valuedBy(asinhOp, (x) => {
  const size = abs(x)
  const squared = square(size)
  const moderate = log1p(add(size, div(squared, add(sqrt(add(squared, 1)), 1))))
  return mul(sign(x), where(greater(size, LARGE), logOfDouble(size), moderate))
})

/**
 * The inverse of cosh that is at least 0, accurate near 1; NaN below 1. Its derivative at 1 is ∞, and higher ones ±∞.
 * Floats; within 1 ULP in float32.
 */
export const acosh: Elementwise = valuedBy(acoshOp, (x) => {
  const above = sub(x, 1)
  const moderate = log1p(add(above, mul(sqrt(above), sqrt(add(above, 2)))))
  return where(greater(x, LARGE), logOfDouble(x), moderate)
})

/**
 * The inverse of tanh, accurate near 0; ±∞ at ±1, as are its derivatives, and NaN beyond. Floats; within 1 ULP in
 * float32.
 */
export const atanh: Elementwise = valuedBy(atanhOp, (x) => {
  const size = abs(x)
  const ratio = div(mul(size, 2), sub(1, size))
  return mul(sign(x), mul(log1p(ratio), 0.5))
})
