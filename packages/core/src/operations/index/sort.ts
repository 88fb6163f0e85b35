import { checkOptions, type OptionKinds } from '../../errors/options.ts'
import { apply } from '../../primitive/apply.ts'
import { primitive, type Unary } from '../../primitive/primitive.ts'
import { type TensorLike, toTensor } from '../../tensor/convert.ts'
import { normalizeAxis, splitAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { cast } from '../elementwise/cast.ts'
import { slice } from '../layout/slice-pad.ts'
import { takeAlongCheckedAxis } from './take-along-axis.ts'

interface Order {
  readonly axis: number
  readonly descending: boolean
}

export const argsortOp = primitive<Unary, Order>({
  name: 'argsort',
  shape: ([x]) => x.shape,
  dtype: () => 'int32',
  batch: ([x], { axis, descending }, applyBatched) =>
    applyBatched([x.tensor], { axis: axis + 1, descending }),
  lower: (program, [x], out, { axis, descending }) =>
    program.argSort(x, out, splitAt(x.shape, axis), descending),
  vjp: [null],
})

/** Which way an order runs. */
export interface SortOptions {
  /**
   * The largest first.
   *
   * @default false
   */
  readonly descending?: boolean
}

const sortKinds: OptionKinds<SortOptions> = { descending: 'boolean' }

const places = (x: Tensor, axis: number, descending: boolean): Tensor =>
  apply(argsortOp, [x.dtype === 'bool' ? cast(x, 'int32') : x], { axis, descending })

/**
 * Where the elements stand along `axis` (the last unless given) once they are in order; int32.
 * Equal ones, 0 and −0 among them, keep their order in both directions; NaN is above all.
 */
export function argsort(x: TensorLike, axis = -1, options: SortOptions = {}): Tensor {
  const { descending = false } = checkOptions('argsort', options, sortKinds)
  const input = toTensor('argsort', x)
  return places(input, normalizeAxis('argsort', axis, input.rank), descending)
}

/**
 * The elements in order along `axis` (the last unless given), the smallest first; NaN is above all.
 * The derivative goes back to where each element stood; equal ones keep their order.
 */
export function sort(x: TensorLike, axis = -1, options: SortOptions = {}): Tensor {
  const { descending = false } = checkOptions('sort', options, sortKinds)
  const input = toTensor('sort', x)
  const at = normalizeAxis('sort', axis, input.rank)
  return takeAlongCheckedAxis(input, places(input, at, descending), at)
}

/** What `topK` found. */
export interface TopK {
  readonly values: Tensor
  /** Where they stand along the axis; int32. */
  readonly indices: Tensor
}

/**
 * The `k` largest elements along `axis` (the last unless given), the largest first, and where they
 * stand. Of equal ones the first is taken; NaN is above all. The values are differentiable.
 * Throws a RangeError where there are not `k`.
 */
export function topK(x: TensorLike, k: number, axis = -1): TopK {
  const input = toTensor('topK', x)
  const axisIndex = normalizeAxis('topK', axis, input.rank)
  const length = input.shape[axisIndex] ?? 0
  if (!Number.isInteger(k) || k < 0 || k > length)
    throw new RangeError(`topK: k must be a whole number from 0 to ${length}, got ${k}`)
  const first = [...input.shape.slice(0, axisIndex).map(() => null), { stop: k }]
  const indices = slice(places(input, axisIndex, true), first)
  return { values: takeAlongCheckedAxis(input, indices, axisIndex), indices }
}
