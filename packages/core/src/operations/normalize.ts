import { type TensorLike, toFloat } from '../convert.ts'
import { normalizeAxes, normalizeAxis } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { add, sub } from './arithmetic.ts'
import { equal } from './compare.ts'
import { onesLike, zerosLike } from './constant.ts'
import { abs, exp, log, sqrt, square } from './elementwise.ts'
import { finite } from './finite.ts'
import { max, mean } from './reduce.ts'
import { reshape } from './reshape.ts'
import { where } from './select.ts'
import { stopGradient } from './stop-gradient.ts'
import { type ReduceOptions, sum } from './sum-broadcast.ts'

type Axes = number | readonly number[]

/** log Σ eˣ over `axes`, or over all, without overflow. The derivative is the softmax. Floats. */
export function logSumExp(
  x: TensorLike,
  axes?: Axes,
  { keepDims = false }: ReduceOptions = {},
): Tensor {
  const input = toFloat('logSumExp', x)
  const list = normalizeAxes('logSumExp', axes, input.rank)
  // Whatever is subtracted cancels, so its derivative is left out; an infinite one is not subtracted.
  const largest = stopGradient(max(input, list, { keepDims: true }))
  const shift = where(finite(largest), largest, zerosLike(largest))
  const total = add(log(sum(exp(sub(input, shift)), list, { keepDims: true })), shift)
  if (keepDims) return total
  return reshape(
    total,
    input.shape.filter((_, axis) => !list.includes(axis)),
  )
}

/** x − logSumExp(x): the logarithm of `softmax`, along `axis` (the last unless given). Floats. */
export const logSoftmax = (x: TensorLike, axis = -1): Tensor => logRatios('logSoftmax', x, axis)

/** eˣ / Σ eˣ along `axis` (the last unless given). Floats. */
export const softmax = (x: TensorLike, axis = -1): Tensor => exp(logRatios('softmax', x, axis))

function logRatios(operation: string, x: TensorLike, axis: number): Tensor {
  const input = toFloat(operation, x)
  const at = normalizeAxis(operation, axis, input.rank)
  return sub(input, logSumExp(input, at, { keepDims: true }))
}

/** The mean squared distance from the mean over `axes`, or over all; divided by n, not n − 1. Floats. */
export function variance(x: TensorLike, axes?: Axes, options: ReduceOptions = {}): Tensor {
  const input = toFloat('variance', x)
  const list = normalizeAxes('variance', axes, input.rank)
  return mean(square(sub(input, mean(input, list, { keepDims: true }))), list, options)
}

/** Which norm: sum of magnitudes, root of the sum of squares, or largest magnitude. */
export type NormOrder = 1 | 2 | 'infinity'

/**
 * The p-norm over `axes`, or over all. Floats.
 *
 * At the zero vector, where the Euclidean norm has no derivative, it and all its derivatives are
 * taken as 0, which is the subgradient of least length; |x| at 0 likewise.
 * Throws a RangeError for another order.
 */
export function norm(
  x: TensorLike,
  p: NormOrder = 2,
  axes?: Axes,
  options: ReduceOptions = {},
): Tensor {
  const input = toFloat('norm', x)
  const list = normalizeAxes('norm', axes, input.rank)
  if (p === 1) return sum(abs(input), list, options)
  if (p === 'infinity') return max(abs(input), list, options)
  if (p !== 2) throw new RangeError(`norm: the order must be 1, 2 or "infinity", got ${String(p)}`)
  return safeSqrt(sum(square(input), list, options))
}

/** √x with all derivatives 0 at x = 0, instead of infinite ones. Floats. */
export function safeSqrt(x: TensorLike): Tensor {
  const input = toFloat('safeSqrt', x)
  const zero = equal(input, 0)
  return where(zero, zerosLike(input), sqrt(where(zero, onesLike(input), input)))
}
