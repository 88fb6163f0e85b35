import { apply } from '../../primitive/apply.ts'
import type { Primitive } from '../../primitive/primitive.ts'
import { toFloat } from '../../tensor/convert.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { full, range, zerosLike } from '../layout/constant.ts'
import { expandDims } from '../layout/reshape.ts'
import { sum } from '../layout/sum-broadcast.ts'
import { add, mul, sub } from './arithmetic.ts'
import { cast } from './cast.ts'
import { less } from './compare.ts'
import { type Elementwise, log, reciprocal, square } from './elementwise.ts'
import { pow } from './power.ts'
import { type Precomputed, precomputed } from './precomputed.ts'
import { where } from './select.ts'
import { stopGradient } from './stop-gradient.ts'

/** From here on the asymptotic series have all digits; smaller arguments are first moved up by as much. */
const SERIES_FROM = 16
/** The Bernoulli numbers B₂, B₄, … */
const BERNOULLI = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510]
/** ½ (log 2π − 1) */
const STIRLING = 0.4189385332046727

export const lgammaOp: Primitive<Precomputed, null> = precomputed<Precomputed>('lgamma', [
  null,
  (g, [, x]) => mul(g, polygamma(x, 0)),
])

export const digammaOp: Primitive<Precomputed, { order: number }> = precomputed<
  Precomputed,
  { order: number }
>('digamma', [null, (g, [, x], _, { order }) => mul(g, polygamma(x, order + 1))])

/** The derivative of the digamma function of this order, 0 for the function itself. */
function polygamma(x: Tensor, order: number): Tensor {
  const value = inFloat64(x, (at) => (order === 0 ? digammaValue(at) : polygammaValue(at, order)))
  return apply(digammaOp, [value, x], { order })
}

/** A function of x without derivative, computed in float64; NaN below 0. */
function inFloat64(x: Tensor, value: (x: Tensor) => Tensor): Tensor {
  const exact = cast(stopGradient(x), 'float64')
  const nan = full(x.shape, Number.NaN, { dtype: 'float64' })
  return cast(where(less(exact, 0), nan, value(exact)), x.dtype)
}

/** `series` at x, or at x + 16 plus what the recurrence adds on the way down: Σ `step`(x + k) for k < 16. */
function recurred(x: Tensor, series: (z: Tensor) => Tensor, step: (x: Tensor) => Tensor): Tensor {
  const isSmall = less(x, SERIES_FROM)
  const steps = step(add(expandDims(x, -1), cast(range(SERIES_FROM), 'float64')))
  const moved = where(isSmall, add(x, SERIES_FROM), x)
  return add(series(moved), where(isSmall, sum(steps, -1), zerosLike(x)))
}

/** Σ B₂ₖ `scale`(2k) / z²ᵏ⁻² for k from 1. */
function bernoulliSeries(z: Tensor, scale: (twoK: number) => number): Tensor {
  const ratio = reciprocal(square(z))
  const coefficients = BERNOULLI.map((number, index) => number * scale(2 * index + 2)).reverse()
  return coefficients.reduce((total, each) => add(mul(total, ratio), each), zerosLike(z))
}

// Abramowitz & Stegun 1964, 6.1.41.
const lgammaValue = (x: Tensor): Tensor =>
  recurred(
    x,
    (z) => {
      const series = bernoulliSeries(z, (n) => 1 / (n * (n - 1)))
      return add(mul(sub(z, 0.5), sub(log(z), 1)), add(mul(reciprocal(z), series), STIRLING))
    },
    (y) => mul(log(y), -1),
  )

// Abramowitz & Stegun 1964, 6.3.18.
const digammaValue = (x: Tensor): Tensor =>
  recurred(
    x,
    (z) => {
      const series = bernoulliSeries(z, (n) => 1 / n)
      return sub(log(z), add(mul(reciprocal(z), 0.5), mul(reciprocal(square(z)), series)))
    },
    (y) => mul(reciprocal(y), -1),
  )

/** first · (first + 1) · … · last, 1 of nothing. */
function productOf(first: number, last: number): number {
  let product = 1
  for (let factor = first; factor <= last; factor++) product *= factor
  return product
}

// Abramowitz & Stegun 1964, 6.4.11 and 6.4.6.
function polygammaValue(x: Tensor, order: number): Tensor {
  const size = recurred(
    x,
    (z) => {
      const series = bernoulliSeries(z, (n) => productOf(n + 1, n + order - 1))
      const inverse = reciprocal(z)
      const head = add(productOf(1, order - 1), mul(inverse, productOf(1, order) / 2))
      return mul(pow(z, -order), add(head, mul(square(inverse), series)))
    },
    (y) => mul(pow(y, -order - 1), productOf(1, order)),
  )
  return order % 2 === 0 ? mul(size, -1) : size
}

/**
 * The logarithm of the gamma function Γ(x), which is (x − 1)! at whole numbers; ∞ at 0, NaN below. Floats;
 * within 2 ULP in float32. In float64 the error near the zeros at 1 and 2 is absolute, some 10⁻¹⁴.
 */
export const lgamma: Elementwise = (x) => {
  const input = toFloat('lgamma', x)
  return apply(lgammaOp, [inFloat64(input, lgammaValue), input], null)
}

/** The derivative of `lgamma`; −∞ at 0, NaN below. Floats; within 1 ULP in float32. */
export const digamma: Elementwise = (x) => polygamma(toFloat('digamma', x), 0)
