import { apply } from '../../primitive/apply.ts'
import { type Primitive, primitive } from '../../primitive/primitive.ts'
import type { Operand } from '../../tensor/batching.ts'
import { sizeOf } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { allExamples } from '../layout/batch-rules.ts'
import { reshape } from '../layout/reshape.ts'

type Indexed = readonly [x: Tensor, indices: Tensor]

const flat = (operand: Operand, size: number): Tensor => {
  const [rows = 0, columns = 0] = operand.shape
  return reshape(allExamples(operand, size), [size * rows, columns])
}

const stacked = <A>(
  [x, indices]: readonly [Operand, Operand],
  attributes: A,
  applyBatched: (inputs: Indexed, attributes: A) => Tensor,
  size: number,
): Tensor => {
  const out = applyBatched([flat(x, size), flat(indices, size)], attributes)
  return reshape(out, [size, x.shape[0] ?? 0, out.shape[1] ?? 0])
}

/** out[i, j] = x[i, indices[i, j]]: each row has its own indices (int32). */
export const takeRowsOp: Primitive<Indexed, null> = primitive<Indexed>({
  name: 'takeRows',
  carriesZeros: true,
  shape: ([, indices]) => indices.shape,
  mayStop: true,
  batch: stacked,
  lower: (program, [x, indices], out) => program.gather(x, indices, out, dims(x.shape, out.shape)),
  partOfInput: ([, indices]) => ({ kind: 'rows', indices }),
  vjp: [(g, [x, indices]) => apply(putRowsOp, [g, indices], { length: x.shape[1] ?? 0 }), null],
})

/** The adjoint of `takeRowsOp`: rows of `length` zeros, with x[i, j] added at indices[i, j] in the order of j. */
export const putRowsOp: Primitive<Indexed, { length: number }> = primitive<
  Indexed,
  { length: number }
>({
  name: 'putRows',
  carriesZeros: true,
  shape: ([x], { length }) => [x.shape[0] ?? 0, length],
  mayStop: true,
  batch: stacked,
  lower: (program, [x, indices], out) =>
    program.scatterAdd(x, indices, out, dims(out.shape, x.shape)),
  vjp: [(g, [, indices]) => apply(takeRowsOp, [g, indices], null), null],
})

const dims = (
  whole: readonly number[],
  part: readonly number[],
): {
  outer: number
  axis: number
  inner: number
  count: number
  indicesPerBlock: true
} => ({
  outer: whole[0] ?? 0,
  axis: sizeOf(whole.slice(1)),
  inner: 1,
  count: sizeOf(part.slice(1)),
  indicesPerBlock: true,
})
