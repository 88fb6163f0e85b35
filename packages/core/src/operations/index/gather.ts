import { DTypeError, ShapeError } from '../../errors/errors.ts'
import { checkOptions } from '../../errors/options.ts'
import { withOperationName } from '../../errors/with-operation-name.ts'
import { apply } from '../../primitive/apply.ts'
import { type Primitive, primitive, type Rule } from '../../primitive/primitive.ts'
import type { Operand } from '../../tensor/batching.ts'
import { type TensorLike, toTensor } from '../../tensor/convert.ts'
import { allocate, type DTypeOptions, type TypedArray } from '../../tensor/dtype.ts'
import { checkShape, normalizeAxis, sameShape, showShape, splitAt } from '../../tensor/shape.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { add, mul } from '../elementwise/arithmetic.ts'
import { cast } from '../elementwise/cast.ts'
import { equal } from '../elementwise/compare.ts'
import { allExamples, moveAxis } from '../layout/batch-rules.ts'
import { range } from '../layout/constant.ts'
import { reshape } from '../layout/reshape.ts'
import { HOST_COPY_FACTOR } from '../layout/slice-pad.ts'

type Indexed = readonly [x: Tensor, indices: Tensor]
type AlongAxis = { readonly axis: number }

const gatherPrimitive = (
  name: string,
  rule: Rule<Indexed, AlongAxis> | null,
): Primitive<Indexed, AlongAxis> =>
  primitive<Indexed, AlongAxis>({
    name,
    carriesZeros: true,
    shape: ([x, indices], { axis }) => [
      ...x.shape.slice(0, axis),
      indices.size,
      ...x.shape.slice(axis + 1),
    ],
    mayStop: true,
    batch([x, indices], { axis }, applyBatched, size) {
      if (!indices.mapped) return applyBatched([x.tensor, indices.tensor], { axis: axis + 1 })
      const [length = 0, count = 0] = [x.shape[axis], indices.shape[0]]
      const flat = reshape(indices.tensor, [size * count])
      if (!x.mapped) {
        const picked = applyBatched([x.tensor, flat], { axis })
        const [head, tail] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)]
        return moveAxis(reshape(picked, [...head, size, count, ...tail]), axis, 0)
      }
      const { rows, back } = examplesAsRows(x, axis, size)
      return back(
        applyBatched([rows, offsetByExample(gatherOp, flat, [length, count, size])], { axis: 0 }),
        count,
      )
    },
    copyWithoutMachine: ([x, indices], { axis }) => pickSlices(x, indices, axis),
    lower: (program, [x, indices], out, { axis }) =>
      program.gather(x, indices, out, { ...splitAt(x.shape, axis), count: indices.size }),
    ...(rule && { partOfInput: ([, indices], { axis }) => ({ kind: 'indices', axis, indices }) }),
    vjp: [rule, null],
  })

/** The slices at the indices, copied in JavaScript if they are few; else null, and for an index outside of the axis. */
function pickSlices(x: Tensor, indices: Tensor, axis: number): TypedArray | null {
  const { outer, axis: length, inner } = splitAt(x.shape, axis)
  const count = indices.size
  if (outer * count * inner * HOST_COPY_FACTOR > x.size) return null
  const [elements, places] = [Tensor.elements(x), Tensor.elements(indices)]
  if (!places.every((place) => place >= 0 && place < length)) return null
  const picked = allocate(x.dtype, outer * count * inner)
  for (let block = 0; block < outer; block++)
    for (let at = 0; at < count; at++) {
      const from = (block * length + (places[at] ?? 0)) * inner
      picked.set(elements.subarray(from, from + inner), (block * count + at) * inner)
    }
  return picked
}

export const gatherOp = gatherPrimitive('gather', (g, [x, indices], _, { axis }) =>
  apply(scatterAddOp, [g, indices], { axis, length: x.shape[axis] ?? 0 }),
)

// These gather from 0, 1, 2, …, which returns the indices, and throw in the caller's name for one outside of its axis.
export const pickIndexOp = gatherPrimitive('pick', null)
export const oneHotIndexOp = gatherPrimitive('oneHot', null)
export const scatterIndexOp = gatherPrimitive('scatterAdd', null)
export const takeAlongAxisIndexOp = gatherPrimitive('takeAlongAxis', null)
export const indexCheckOp = (name: string): Primitive<Indexed, AlongAxis> =>
  gatherPrimitive(name, null)

/** The indices, flattened; one outside of its axis is an error in the name of `op`. */
export const checkedIndices = (
  op: Primitive<Indexed, AlongAxis>,
  indices: Tensor,
  length: number,
): Tensor => apply(op, [range(length), reshape(indices, [indices.size])], { axis: 0 })

export const scatterAddOp: Primitive<Indexed, AlongAxis & { length: number }> = primitive<
  Indexed,
  AlongAxis & { length: number }
>({
  name: 'scatterAdd',
  carriesZeros: true,
  shape: ([x], { axis, length }) => x.shape.map((old, at) => (at === axis ? length : old)),
  mayStop: true,
  batch([x, indices], { axis, length }, applyBatched, size) {
    if (!indices.mapped) return applyBatched([x.tensor, indices.tensor], { axis: axis + 1, length })
    const count = indices.shape[0] ?? 0
    const { rows, back } = examplesAsRows({ ...x, tensor: allExamples(x, size) }, axis, size)
    const rowIndices = offsetByExample(scatterIndexOp, reshape(indices.tensor, [size * count]), [
      length,
      count,
      size,
    ])
    return back(applyBatched([rows, rowIndices], { axis: 0, length: size * length }), length)
  },
  lower: (program, [x, indices], out, { axis }) =>
    program.scatterAdd(x, indices, out, { ...splitAt(out.shape, axis), count: indices.size }),
  vjp: [(g, [, indices], _, { axis }) => apply(gatherOp, [g, indices], { axis }), null],
})

/**
 * The slices of all examples along `axis` as rows of one tensor, example after example. `back` undoes it for rows of
 * which each example has `count`.
 */
function examplesAsRows(
  { tensor, shape }: Operand,
  axis: number,
  size: number,
): { rows: Tensor; back: (rows: Tensor, count: number) => Tensor } {
  const otherLengths = shape.filter((_, at) => at !== axis)
  return {
    rows: reshape(moveAxis(tensor, axis + 1, 1), [size * (shape[axis] ?? 0), ...otherLengths]),
    back: (rows, count) => moveAxis(reshape(rows, [size, count, ...otherLengths]), 1, axis + 1),
  }
}

/** Indices into the rows of one example each, turned into indices into the rows of all examples, and checked. */
function offsetByExample(
  op: Primitive<Indexed, AlongAxis>,
  indices: Tensor,
  [length, count, size]: readonly [length: number, count: number, size: number],
): Tensor {
  const checked = checkedIndices(op, indices, length)
  const first = Int32Array.from(
    { length: size * count },
    (_, at) => Math.floor(at / count) * length,
  )
  return add(checked, new Tensor([size * count], 'int32', first))
}

function refuseFractions(operation: string, value: unknown): void {
  if (typeof value === 'number' && !Number.isInteger(value))
    throw new DTypeError(`${operation}: indices must be whole numbers, int32 cannot hold ${value}`)
  if (Array.isArray(value)) for (const inner of value) refuseFractions(operation, inner)
}

/** The argument as int32 indices. Throws a DTypeError for others. */
export function toIndices(operation: string, value: TensorLike): Tensor {
  refuseFractions(operation, value)
  const indices = toTensor(operation, value, 'int32')
  if (indices.dtype !== 'int32')
    throw new DTypeError(
      `${operation}: indices must be int32, got ${indices.dtype}; ${indices.dtype === 'bool' ? 'where(mask, a, b) chooses by a mask' : 'cast(x, "int32") converts'}`,
    )
  return indices
}

/**
 * Picks slices of `x` along `axis`: the shape of `indices` (int32, from 0) stands in place of that
 * axis. Throws a RangeError for an index outside of the axis.
 *
 * @see tf.gather, jnp.take, torch.index_select
 */
export function gather(x: TensorLike, indices: TensorLike, axis = 0): Tensor {
  const input = toTensor('gather', x)
  const at = normalizeAxis('gather', axis, input.rank)
  const picks = toIndices('gather', indices)
  const rows = apply(gatherOp, [input, reshape(picks, [picks.size])], { axis: at })
  return reshape(rows, [...input.shape.slice(0, at), ...picks.shape, ...input.shape.slice(at + 1)])
}

/**
 * The adjoint of `gather`: zeros of `length` along `axis`, with slice i of `x` added at
 * `indices[i]` (int32, one dimension), in the order of i.
 *
 * @see tf.math.unsorted_segment_sum, jax.ops.segment_sum, x.index_add of PyTorch
 */
export function scatterAdd(x: TensorLike, indices: TensorLike, length: number, axis = 0): Tensor {
  const input = toTensor('scatterAdd', x)
  const axisIndex = normalizeAxis('scatterAdd', axis, input.rank)
  const picks = toIndices('scatterAdd', indices)
  if (picks.rank !== 1 || picks.size !== input.shape[axisIndex])
    throw new ShapeError(
      `scatterAdd: needs one index for each of the ${input.shape[axisIndex]} slices, got shape ${showShape(picks.shape)}`,
    )
  if (input.dtype === 'bool') throw new DTypeError('scatterAdd: must be numbers, got bool')
  checkShape('scatterAdd', [length])
  return apply(scatterAddOp, [input, picks], { axis: axisIndex, length })
}

/**
 * One element of each row: element [..., indices[...]] of the last axis. `indices`: int32, the
 * shape of `x` without its last axis. Throws a RangeError for an index outside of that axis.
 */
export function pick(x: TensorLike, indices: TensorLike): Tensor {
  const input = toTensor('pick', x)
  const picks = toIndices('pick', indices)
  const length = input.shape.at(-1)
  if (length === undefined) throw new ShapeError('pick: needs rows, got a scalar')
  if (!sameShape(input.shape.slice(0, -1), picks.shape))
    throw new ShapeError(
      `pick: needs one index for each row of ${showShape(input.shape)}, got shape ${showShape(picks.shape)}`,
    )
  const offsets = mul(range(picks.size), length)
  const places = add(offsets, checkedIndices(pickIndexOp, picks, length))
  return reshape(gather(reshape(input, [input.size]), places), picks.shape)
}

/**
 * 1 at the index, 0 elsewhere, along a new last axis of length `classes`; float32 unless given. `indices`: int32.
 * Throws a RangeError for an index outside of that axis.
 *
 * @see tf.one_hot, jax.nn.one_hot, torch.nn.functional.one_hot
 */
export function oneHot(
  indices: TensorLike,
  classes: number,
  options: DTypeOptions<'float32' | 'float64'> = {},
): Tensor {
  const kinds = { dtype: ['float32', 'float64'] }
  const { dtype = 'float32' } = checkOptions('oneHot', options, kinds)
  const picks = toIndices('oneHot', indices)
  checkShape('oneHot', [classes])
  const column = reshape(checkedIndices(oneHotIndexOp, picks, classes), [...picks.shape, 1])
  return withOperationName('oneHot', () => cast(equal(column, range(classes)), dtype))
}
