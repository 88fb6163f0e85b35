import { describeValue } from '../../errors/describe-value.ts'
import { ShapeError } from '../../errors/errors.ts'
import { checkOptions } from '../../errors/options.ts'
import { apply } from '../../primitive/apply.ts'
import type { Primitive } from '../../primitive/primitive.ts'
import { type TensorLike, toFloat } from '../../tensor/convert.ts'
import { normalizeAxes, showShape, sizeOf } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { add, mul } from '../elementwise/arithmetic.ts'
import { maximum, minimum } from '../elementwise/extremum.ts'
import { notANumber } from '../elementwise/is-finite.ts'
import { type PrecomputedOfTwo, precomputed } from '../elementwise/precomputed.ts'
import { where } from '../elementwise/select.ts'
import { stopGradient } from '../elementwise/stop-gradient.ts'
import { argsort } from '../index/sort.ts'
import { takeAlongCheckedAxis } from '../index/take-along-axis.ts'
import { stack } from '../layout/concat.ts'
import { reshape } from '../layout/reshape.ts'
import { slice } from '../layout/slice-pad.ts'
import { keptShape, type ReduceOptions, reduceKinds } from '../layout/sum-broadcast.ts'
import { transpose } from '../layout/transpose.ts'

type Axes = number | readonly number[]

interface Between {
  /** How far from the lower of two neighbours to the upper, from 0 to 1. */
  readonly fraction: number
}

export const quantileOp: Primitive<PrecomputedOfTwo, Between> = precomputed<
  PrecomputedOfTwo,
  Between
>('quantile', [
  null,
  (g, _, __, { fraction }) => mul(g, 1 - fraction),
  (g, _, __, { fraction }) => mul(g, fraction),
])

/** The point between two neighbours in order, never outside of them by rounding; infinite where one of them is. */
function between(lower: Tensor, upper: Tensor, fraction: number): Tensor {
  const [a, b] = [stopGradient(lower), stopGradient(upper)]
  const point = add(mul(a, 1 - fraction), mul(b, fraction))
  return apply(quantileOp, [minimum(maximum(point, a), b), lower, upper], { fraction })
}

/**
 * The value below which the share `q` of the elements over `axes`, or over all, lies: of n elements in order that at
 * place q (n − 1), counted from 0, linear between two (Hyndman & Fan 1996, definition 7; NumPy's default). `q`: from 0
 * to 1; of several the results lie along a new first axis. Floats; NaN if there is one. The derivative goes to the one
 * or two elements between which it lies, of equal ones to the first.
 * Throws a RangeError for another `q`, a ShapeError where there is no element.
 */
export function quantile(
  x: TensorLike,
  q: number | readonly number[],
  axes?: Axes,
  options: ReduceOptions = {},
): Tensor {
  const shares = typeof q === 'number' ? [q] : q
  if (!Array.isArray(shares) || shares.length === 0 || !shares.every(isShare))
    throw new RangeError(`quantile: q must be a number, or numbers, from 0 to 1, got ${shown(q)}`)
  const results = quantiles('quantile', x, shares, axes, options)
  return typeof q === 'number' ? (results[0] ?? stack(results)) : stack(results)
}

/**
 * The middle element over `axes`, or over all, in order; the mean of two where their number is even. Floats; NaN if
 * there is one. The derivative goes to the middle elements, of equal ones to the first.
 * Throws a ShapeError where there is no element.
 */
export function median(x: TensorLike, axes?: Axes, options: ReduceOptions = {}): Tensor {
  const [result] = quantiles('median', x, [0.5], axes, options)
  return result ?? toFloat('median', x)
}

const isShare = (q: unknown): boolean => typeof q === 'number' && q >= 0 && q <= 1

const shown = (q: unknown): string =>
  Array.isArray(q) ? `[${q.map((each) => describeValue(each)).join(', ')}]` : describeValue(q)

function quantiles(
  operation: string,
  x: TensorLike,
  shares: readonly number[],
  axes: Axes | undefined,
  options: ReduceOptions,
): Tensor[] {
  const { keepDims = false } = checkOptions(operation, options, reduceKinds)
  const input = toFloat(operation, x)
  const reduced = normalizeAxes(operation, axes, input.rank)
  const others = [...input.shape.keys()].filter((axis) => !reduced.includes(axis))
  const lengths = (list: readonly number[]): number[] => list.map((axis) => input.shape[axis] ?? 1)
  const count = sizeOf(lengths(reduced))
  if (count === 0)
    throw new ShapeError(`${operation}: needs at least one element, got ${showShape(input.shape)}`)
  const shape = keepDims ? keptShape(input.shape, reduced) : lengths(others)
  const rows = reshape(transpose(input, [...others, ...reduced]), [sizeOf(lengths(others)), count])
  const order = argsort(rows)
  const elementAt = (place: number): Tensor => {
    const indices = slice(order, [null, { start: place, stop: place + 1 }])
    return reshape(takeAlongCheckedAxis(rows, indices, 1), shape)
  }
  // NaN is above all.
  const last = elementAt(count - 1)
  const hasNaN = notANumber(last)
  return shares.map((share) => {
    const place = share * (count - 1)
    const below = Math.floor(place)
    const lower = elementAt(below)
    const result = place === below ? lower : between(lower, elementAt(below + 1), place - below)
    return where(hasNaN, last, result)
  })
}
