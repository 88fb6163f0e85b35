import { describeValue } from '../../errors/describe-value.ts'
import { DTypeError, ShapeError } from '../../errors/errors.ts'
import { checkOptions, type OptionKinds } from '../../errors/options.ts'
import { withOperationName } from '../../errors/with-operation-name.ts'
import { apply } from '../../primitive/apply.ts'
import { type TensorLike, toPair, toTensor } from '../../tensor/convert.ts'
import {
  broadcastShapes,
  checkArray,
  normalizeAxes,
  type Shape,
  sizeOf,
} from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { add, mul } from '../elementwise/arithmetic.ts'
import { reshape } from '../layout/reshape.ts'
import { repeatTo } from '../layout/sum-broadcast.ts'
import { transpose } from '../layout/transpose.ts'
import { checkedIndices, gatherOp, indexCheckOp, scatterAddOp, toIndices } from './gather.ts'

/** Options of `gatherAt` and of the updates by index. */
export interface AtOptions {
  /**
   * The axes that the indices are along, one for each.
   *
   * @default the first ones
   */
  readonly axes?: readonly number[]
}

const atKinds: OptionKinds<AtOptions> = { axes: 'any' }

/** A tensor whose indexed axes are one, in front, and the places along it. */
export interface Places {
  /** [length, ...others] */
  readonly rows: Tensor
  /** int32 [count] */
  readonly flat: Tensor
  /** The shape of the indices. */
  readonly picked: Shape
  /** The lengths of the axes without an index. */
  readonly others: Shape
  /** From [length, ...others] to the shape of the tensor. */
  readonly back: (rows: Tensor) => Tensor
}

const checkOps = new Map<string, ReturnType<typeof indexCheckOp>>()

/** What checks the indices of an operation and names it in the error; one for all calls, as `compile` tells by it. */
function checkOpOf(operation: string): ReturnType<typeof indexCheckOp> {
  const known = checkOps.get(operation) ?? indexCheckOp(operation)
  checkOps.set(operation, known)
  return known
}

/** The places that indices along several axes name. Throws a ShapeError unless there is one for each of the axes. */
function placesAt(
  operation: string,
  x: Tensor,
  indices: readonly TensorLike[],
  options: AtOptions,
): Places {
  const { axes: given } = checkOptions(operation, options, atKinds)
  if (!Array.isArray(indices) || indices.length === 0 || indices.length > x.rank)
    throw new ShapeError(
      `${operation}: the indices must be a list of one for each axis, of ${x.rank} at most, got ${Array.isArray(indices) ? indices.length : `no list but ${describeValue(indices)}`}; [i, j] names x[i, j]`,
    )
  if (given !== undefined) checkArray(operation, 'the axes', given)
  const axes = given ? axesInOrder(operation, given, x.rank) : indices.map((_, axis) => axis)
  if (axes.length !== indices.length)
    throw new ShapeError(
      `${operation}: needs an index for each of the ${axes.length} axes, got ${indices.length}`,
    )
  const otherAxes = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
  const lengths = axes.map((axis) => x.shape[axis] ?? 1)
  const others = otherAxes.map((axis) => x.shape[axis] ?? 1)
  const order = [...axes, ...otherAxes]
  const moved = transpose(x, order)
  const wholes = indices.map((index) => toIndices(operation, index))
  const picked = wholes.reduce<Shape>(
    (shape, { shape: next }) => broadcastShapes(operation, shape, next),
    [],
  )
  const checkOp = checkOpOf(operation)
  const columns = wholes.map((index, at) => {
    const checked = checkedIndices(checkOp, index, lengths[at] ?? 1)
    return repeatTo(reshape(checked, index.shape), picked)
  })
  const flat = columns.reduce((places, column, at) => add(mul(places, lengths[at] ?? 1), column))
  return {
    rows: reshape(moved, [sizeOf(lengths), ...others]),
    flat: reshape(flat, [sizeOf(picked)]),
    picked,
    others,
    back: (rows) =>
      transpose(
        reshape(rows, moved.shape),
        order.map((_, axis) => order.indexOf(axis)),
      ),
  }
}

/** The axes counted from 0, in the order given. */
function axesInOrder(operation: string, axes: readonly number[], rank: number): readonly number[] {
  normalizeAxes(operation, axes, rank)
  return axes.map((axis) => (axis < 0 ? axis + rank : axis))
}

/** An update's tensor and its values, broadcast to the places: [count, ...others]. */
export function toUpdate(
  operation: string,
  x: TensorLike,
  indices: readonly TensorLike[],
  values: TensorLike,
  options: AtOptions,
): Places & { readonly updates: Tensor } {
  const [input, given] = toPair(operation, x, values)
  if (input.dtype === 'bool' && operation !== 'setAt')
    throw new DTypeError(`${operation}: must be numbers, got bool`)
  const places = placesAt(operation, input, indices, options)
  const { picked, others } = places
  const whole = withOperationName(operation, () => repeatTo(given, [...picked, ...others]))
  return { ...places, updates: reshape(whole, [sizeOf(picked), ...others]) }
}

/**
 * Elements or slices of `x` at indices along several axes: for i and j of one shape (or shapes that broadcast),
 * `gatherAt(x, [i, j])` has that shape, then that of `x[i, j]`. Indices are int32, from 0. With `axes` the indices are
 * along those, and all other axes of `x` follow in their order.
 * Throws a RangeError for an index outside of its axis.
 *
 * @example gatherAt([[1, 2], [3, 4]], [[0, 1], [1, 1]]) // [2, 4]
 * @see tf.gather_nd, x.at[i, j].get of JAX, x[i, j] of PyTorch
 */
export function gatherAt(
  x: TensorLike,
  indices: readonly TensorLike[],
  options: AtOptions = {},
): Tensor {
  const input = toTensor('gatherAt', x)
  const { rows, flat, picked, others } = placesAt('gatherAt', input, indices, options)
  return reshape(apply(gatherOp, [rows, flat], { axis: 0 }), [...picked, ...others])
}

/**
 * `x` with `values` added at indices along several axes, the adjoint of `gatherAt`: they broadcast to the shape of
 * `gatherAt(x, indices)`. Where indices repeat, all are added, in their order.
 * Throws a RangeError for an index outside of its axis.
 *
 * @example addAt([[1, 2], [3, 4]], [[0, 0], [1, 1]], 10) // [[1, 22], [3, 4]]
 * @see tf.tensor_scatter_nd_add, x.at[i].add of JAX
 */
export function addAt(
  x: TensorLike,
  indices: readonly TensorLike[],
  values: TensorLike,
  options: AtOptions = {},
): Tensor {
  const { rows, flat, updates, back } = toUpdate('addAt', x, indices, values, options)
  const length = rows.shape[0] ?? 0
  return back(add(rows, apply(scatterAddOp, [updates, flat], { axis: 0, length })))
}
