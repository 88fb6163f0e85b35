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

/** Options of `sort` and `argsort`. */
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
 * The indices that sort `x` along `axis` (default: the last); int32. Equal elements, such as 0 and −0, keep their
 * order in both directions; NaN is above all.
 */
export function argsort(x: TensorLike, axis = -1, options: SortOptions = {}): Tensor {
  const { descending = false } = checkOptions('argsort', options, sortKinds)
  const input = toTensor('argsort', x)
  return places(input, normalizeAxis('argsort', axis, input.rank), descending)
}

/**
 * The elements sorted along `axis` (default: the last), the smallest first; NaN is above all. Equal elements keep
 * their order. Differentiable: the cotangent of each element goes back to its place in `x`.
 */
export function sort(x: TensorLike, axis = -1, options: SortOptions = {}): Tensor {
  const { descending = false } = checkOptions('sort', options, sortKinds)
  const input = toTensor('sort', x)
  const at = normalizeAxis('sort', axis, input.rank)
  return takeAlongCheckedAxis(input, places(input, at, descending), at)
}

/** The result of `topK`. */
export interface TopK {
  /** The largest elements, in falling order. */
  readonly values: Tensor
  /** Their indices along the axis; int32. */
  readonly indices: Tensor
}

/**
 * The `k` largest elements along `axis` (default: the last), the largest first, and their indices. Of equal ones the
 * first is taken; NaN is above all. The values are differentiable.
 * Throws a RangeError where the axis has fewer than `k` elements.
 *
 * @see tf.math.top_k, jax.lax.top_k, torch.topk
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
