import { describeValue } from '../../errors/describe-value.ts'
import { didYouMean } from '../../errors/did-you-mean.ts'
import { ShapeError } from '../../errors/errors.ts'
import { checkOptions, type OptionKinds } from '../../errors/options.ts'
import { withOperationName } from '../../errors/with-operation-name.ts'
import { apply } from '../../primitive/apply.ts'
import { type TensorLike, toFloat } from '../../tensor/convert.ts'
import { normalizeAxes, normalizeAxis, sizeOf } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { add, div, sub } from '../elementwise/arithmetic.ts'
import { euclideanNormOp, normOp, stdOp } from '../elementwise/derivatives-at-kinks.ts'
import { abs, exp, log, square } from '../elementwise/elementwise.ts'
import { finite } from '../elementwise/is-finite.ts'
import { where } from '../elementwise/select.ts'
import { stopGradient } from '../elementwise/stop-gradient.ts'
import { zerosLike } from '../layout/constant.ts'
import { reshape } from '../layout/reshape.ts'
import { type ReduceOptions, reduceKinds, sum } from '../layout/sum-broadcast.ts'
import { max, mean } from './reduce.ts'
import { logSoftmaxOp, softmaxOp } from './softmax.ts'

type Axes = number | readonly number[]

/**
 * log Σ eˣ over `axes`, or over all, without overflow; −∞ of nothing. The derivative is the softmax. Floats.
 *
 * @see tf.reduce_logsumexp, jax.nn.logsumexp, torch.logsumexp
 */
export function logSumExp(x: TensorLike, axes?: Axes, options: ReduceOptions = {}): Tensor {
  const { keepDims = false } = checkOptions('logSumExp', options, reduceKinds)
  const input = toFloat('logSumExp', x)
  const list = normalizeAxes('logSumExp', axes, input.rank)
  const total = logTotal(input, list)
  if (keepDims) return total
  return reshape(
    total,
    input.shape.filter((_, axis) => !list.includes(axis)),
  )
}

/** log Σ eˣ with the axes kept. */
function logTotal(x: Tensor, axes: readonly number[]): Tensor {
  const logOfSum = (each: Tensor): Tensor => log(sum(exp(each), axes, { keepDims: true }))
  // An empty axis has no largest element.
  if (axes.some((axis) => x.shape[axis] === 0)) return logOfSum(x)
  // The result does not depend on what is subtracted, so that has no derivative; infinity must not be subtracted.
  const largest = stopGradient(max(x, axes, { keepDims: true }))
  const shift = where(finite(largest), largest, zerosLike(largest))
  return add(logOfSum(sub(x, shift)), shift)
}

/**
 * x − logSumExp(x): the logarithm of `softmax`, along `axis` (default: the last); its derivative keeps its digits where
 * a ratio is nearly 1. Floats.
 */
export function logSoftmax(x: TensorLike, axis = -1): Tensor {
  const input = toFloat('logSoftmax', x)
  const axisIndex = normalizeAxis('logSoftmax', axis, input.rank)
  const value = logRatios(stopGradient(input), axisIndex)
  return apply(logSoftmaxOp, [value, input], { axis: axisIndex })
}

/** eˣ / Σ eˣ along `axis` (default: the last); its derivative keeps its digits where a ratio is nearly 1. Floats. */
export function softmax(x: TensorLike, axis = -1): Tensor {
  const input = toFloat('softmax', x)
  const axisIndex = normalizeAxis('softmax', axis, input.rank)
  const value = exp(logRatios(stopGradient(input), axisIndex))
  return apply(softmaxOp, [value, input], { axis: axisIndex })
}

const logRatios = (x: Tensor, axis: number): Tensor => sub(x, logTotal(x, [axis]))

/** Options of `variance` and `std`. */
export interface VarianceOptions extends ReduceOptions {
  /**
   * What the divisor is less than the number of elements; 1 for the unbiased estimate.
   *
   * @default 0
   */
  readonly correction?: number
}

const spreadKinds: OptionKinds<VarianceOptions> = { keepDims: 'boolean', correction: 'any' }

/**
 * The mean squared distance from the mean over `axes`, or over all: the sum of squares divided by
 * n − `correction`, by 0 where that is negative. Floats.
 * Throws a RangeError for a correction that is no number from 0.
 */
export const variance = (x: TensorLike, axes?: Axes, options: VarianceOptions = {}): Tensor =>
  spread('variance', x, axes, options)

/**
 * The standard deviation, the square root of `variance`. Where all elements are equal, the derivative, which does not
 * exist there, is 0, and higher ones are NaN, as for `norm`. Floats.
 *
 * @see tf.math.reduce_std, jnp.std, torch.std
 */
export const std = (x: TensorLike, axes?: Axes, options: VarianceOptions = {}): Tensor =>
  apply(stdOp, [spread('std', x, axes, options)], null)

function spread(
  operation: string,
  x: TensorLike,
  axes: Axes | undefined,
  given: VarianceOptions,
): Tensor {
  const { correction = 0, ...options } = checkOptions(operation, given, spreadKinds)
  const input = toFloat(operation, x)
  const list = normalizeAxes(operation, axes, input.rank)
  if (!(correction >= 0 && correction < Number.POSITIVE_INFINITY))
    throw new RangeError(`${operation}: correction must be a number from 0, got ${correction}`)
  const count = sizeOf(list.map((axis) => input.shape[axis] ?? 1))
  const distances = sub(input, mean(input, list, { keepDims: true }))
  return div(sum(square(distances), list, options), Math.max(0, count - correction))
}

/**
 * The norm of the elements as one vector: sum of absolute values, square root of the sum of squares, or largest
 * absolute value; "frobenius" is 2 for matrices.
 */
export type NormOrder = 1 | 2 | 'infinity' | 'frobenius'

/**
 * The p-norm over `axes`, or over all. Floats. "frobenius" takes the matrices in two axes (default: the last two).
 *
 * At the zero vector, where a norm has no derivative, the derivative is 0, the subgradient of least length, and higher
 * ones are NaN.
 * Throws a RangeError for another order, a ShapeError for a matrix of other than two axes.
 *
 * @see tf.norm, jnp.linalg.norm, torch.linalg.norm
 */
export function norm(
  x: TensorLike,
  p: NormOrder = 2,
  axes?: Axes,
  options: ReduceOptions = {},
): Tensor {
  checkOptions('norm', options, reduceKinds)
  const input = toFloat('norm', x)
  const list = normalizeAxes('norm', p === 'frobenius' ? (axes ?? [-2, -1]) : axes, input.rank)
  if (p === 'frobenius' && list.length !== 2)
    throw new ShapeError(
      `norm: "frobenius" needs the two axes of matrices, got [${list.join(', ')}]`,
    )
  if (p === 1) return apply(normOp, [sum(abs(input), list, options)], null)
  if (p === 'infinity')
    return withOperationName('norm', () => apply(normOp, [max(abs(input), list, options)], null))
  if (p !== 2 && p !== 'frobenius')
    throw new RangeError(
      `norm: the order must be 1, 2, "infinity" or "frobenius", got ${describeValue(p)}${didYouMean(String(p), ['infinity', 'frobenius'])}`,
    )
  return apply(euclideanNormOp, [sum(square(input), list, options)], null)
}
