import { apply } from '../../primitive/apply.ts'
import type { TensorLike } from '../../tensor/convert.ts'
import { isFloat } from '../../tensor/dtype.ts'
import { sizeOf } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { add, mul, neg, sub } from '../elementwise/arithmetic.ts'
import { equal, greater, logicalAnd, logicalOr, notEqual } from '../elementwise/compare.ts'
import { where } from '../elementwise/select.ts'
import { stopGradient } from '../elementwise/stop-gradient.ts'
import { concat } from '../layout/concat.ts'
import { full, ones, range } from '../layout/constant.ts'
import { reshape } from '../layout/reshape.ts'
import { slice } from '../layout/slice-pad.ts'
import { gatherOp, scatterAddOp } from './gather.ts'
import { type AtOptions, toUpdate } from './gather-at.ts'
import { argsort } from './sort.ts'

/**
 * `x` with `values` in place of what stands at indices along several axes: they broadcast to the shape of
 * `gatherAt(x, indices)`. Where indices repeat, the last counts, and the others have the derivative 0.
 * Throws a RangeError for an index outside of its axis.
 *
 * @example setAt([[1, 2], [3, 4]], [[0, 1], [1, 1]], [8, 9]) // [[1, 8], [3, 9]]
 * @see tf.tensor_scatter_nd_update, x.at[i].set of JAX, x.index_put of PyTorch
 */
export function setAt(
  x: TensorLike,
  indices: readonly TensorLike[],
  values: TensorLike,
  options: AtOptions = {},
): Tensor {
  const { rows, flat, updates, back } = toUpdate('setAt', x, indices, values, options)
  const length = rows.shape[0] ?? 0
  const order = argsort(flat)
  const sorted = pick(flat, order)
  const number = numberAt(sorted, where(isLast(sorted), add(order, 1), 0), length)
  return back(
    pick(concat([rows, updates]), where(equal(number, 0), range(length), add(number, length - 1))),
  )
}

/**
 * `x` with what stands at indices along several axes multiplied by `values`, which broadcast to the shape of
 * `gatherAt(x, indices)`. Where indices repeat, all are multiplied, in pairs.
 * Throws a RangeError for an index outside of its axis.
 *
 * @example mulAt([[1, 2], [3, 4]], [[0, 0], [1, 1]], 10) // [[1, 200], [3, 4]]
 */
export function mulAt(
  x: TensorLike,
  indices: readonly TensorLike[],
  values: TensorLike,
  options: AtOptions = {},
): Tensor {
  const { rows, flat, updates, others, back } = toUpdate('mulAt', x, indices, values, options)
  const count = flat.size
  const order = argsort(flat)
  const sorted = pick(flat, order)
  const column = reshape(sorted, [count, ...others.map(() => 1)])
  // After a step each product is that of up to 2 · step values of one place, which stand side by side.
  let products = pick(updates, order)
  for (let step = 1; step < count; step *= 2) {
    const [from, to] = [{ start: step }, { stop: count - step }]
    const isSame = equal(slice(column, [from]), slice(column, [to]))
    const longer = mul(slice(products, [to]), slice(products, [from]))
    products = concat([
      slice(products, [{ stop: step }]),
      where(isSame, longer, slice(products, [from])),
    ])
  }
  const length = rows.shape[0] ?? 0
  const number = numberAt(sorted, where(isLast(sorted), add(range(count), 1), 0), length)
  return back(
    mul(rows, pick(concat([ones([1, ...others], { dtype: rows.dtype }), products]), number)),
  )
}

/**
 * `x` with the larger of itself and `values` at indices along several axes; they broadcast to the shape of
 * `gatherAt(x, indices)`. Where indices repeat, the largest counts. The derivative goes to the number that is taken:
 * of equal ones to that of `x`, then to the first. A NaN is taken.
 * Throws a RangeError for an index outside of its axis.
 *
 * @example maximumAt([[1, 2], [3, 4]], [[0, 0], [1, 1]], [7, 5]) // [[1, 7], [3, 4]]
 */
export function maximumAt(
  x: TensorLike,
  indices: readonly TensorLike[],
  values: TensorLike,
  options: AtOptions = {},
): Tensor {
  return extremeAt('maximumAt', x, indices, values, options, (numbers) => numbers)
}

/**
 * `x` with the smaller of itself and `values` at indices along several axes; they broadcast to the shape of
 * `gatherAt(x, indices)`. Where indices repeat, the smallest counts. The derivative goes to the number that is taken:
 * of equal ones to that of `x`, then to the first. A NaN is taken.
 * Throws a RangeError for an index outside of its axis.
 *
 * @example minimumAt([[1, 2], [3, 4]], [[0, 0], [1, 1]], [1, 0]) // [[1, 0], [3, 4]]
 */
export function minimumAt(
  x: TensorLike,
  indices: readonly TensorLike[],
  values: TensorLike,
  options: AtOptions = {},
): Tensor {
  // An integer has a complement where it has no negative.
  return extremeAt('minimumAt', x, indices, values, options, (numbers) =>
    isFloat(numbers.dtype) ? neg(numbers) : sub(-1, numbers),
  )
}

/** `rank`: numbers that are the larger, the rather a number is taken. */
function extremeAt(
  operation: string,
  x: TensorLike,
  indices: readonly TensorLike[],
  values: TensorLike,
  options: AtOptions,
  rank: (numbers: Tensor) => Tensor,
): Tensor {
  const { rows, flat, updates, others, back } = toUpdate(operation, x, indices, values, options)
  const width = sizeOf(others)
  // Every element by itself, as the largest of each may come from another update.
  const places = reshape(add(mul(reshape(flat, [flat.size, 1]), width), range(width)), [
    updates.size,
  ])
  const elements = reshape(rows, [rows.size])
  const given = reshape(updates, [updates.size])
  const ranks = rank(stopGradient(concat([elements, given])))
  const byRank = argsort(slice(ranks, [{ start: elements.size }]), 0, { descending: true })
  const order = pick(byRank, argsort(pick(places, byRank)))
  const sorted = pick(places, order)
  const number = numberAt(sorted, where(isFirst(sorted), add(order, 1), 0), elements.size)
  const itself = range(elements.size)
  const best = where(equal(number, 0), itself, add(number, elements.size - 1))
  const [mine, theirs] = [pick(ranks, itself), pick(ranks, best)]
  const isNumber = equal(mine, mine)
  const taken = logicalOr(greater(theirs, mine), logicalAnd(isNumber, notEqual(theirs, theirs)))
  return back(reshape(pick(concat([elements, given]), where(taken, best, itself)), rows.shape))
}

const pick = (x: Tensor, indices: Tensor): Tensor => apply(gatherOp, [x, indices], { axis: 0 })

/** [length]: at each place the sum of `numbers`, all but one of which are 0; 0 where there is none. */
const numberAt = (places: Tensor, numbers: Tensor, length: number): Tensor =>
  apply(scatterAddOp, [numbers, places], { axis: 0, length })

/** Whether a place is the first, or the last, of its like in an ascending list. */
const isFirst = (sorted: Tensor): Tensor =>
  notEqual(
    sorted,
    concat([
      full([1], -1, { dtype: 'int32' }),
      slice(sorted, [{ stop: Math.max(0, sorted.size - 1) }]),
    ]),
  )
const isLast = (sorted: Tensor): Tensor =>
  notEqual(sorted, concat([slice(sorted, [{ start: 1 }]), full([1], -1, { dtype: 'int32' })]))
