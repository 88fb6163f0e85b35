import { allocate } from './dtype.ts'
import { stack } from './operations/concat.ts'
import { zeros } from './operations/constant.ts'
import { reshape } from './operations/reshape.ts'
import { transpose } from './operations/transpose.ts'
import { type Shape, sizeOf } from './shape.ts'
import { Tensor } from './tensor.ts'

/** Cotangents of `y` with 1 in one element each: one for every row of a Jacobian. */
export const unitCotangents = (y: Tensor): Tensor[] =>
  Array.from({ length: y.size }, (_, index) => onesAt(y, (at) => at === index))

/** Cotangents of `y` with 1 in one place of every batch row each. */
export const batchUnitCotangents = (y: Tensor): Tensor[] => {
  const width = sizeOf(y.shape.slice(1))
  return Array.from({ length: width }, (_, index) => onesAt(y, (at) => at % width === index))
}

function onesAt(y: Tensor, isOne: (index: number) => boolean): Tensor {
  const data = allocate(y.dtype, y.size)
  for (let i = 0; i < data.length; i++) if (isOne(i)) data[i] = 1
  return new Tensor(y.shape, y.dtype, data)
}

/** The rows of a Jacobian as one tensor: [...y, ...x]. */
export function stackRows(rows: readonly Tensor[], y: Tensor, x: Shape): Tensor {
  const shape = [...y.shape, ...x]
  return rows.length === 0 ? zeros(shape, y.dtype) : reshape(stack(rows), shape)
}

/** Rows of shape [b, ...x], one for each place in [...y], as one tensor: [b, ...y, ...x]. */
export function stackBatchRows(rows: readonly Tensor[], y: Tensor, x: Shape): Tensor {
  const shape = [...y.shape, ...x.slice(1)]
  if (rows.length === 0) return zeros(shape, y.dtype)
  const stacked = stack(rows)
  const [first, second, ...rest] = stacked.shape.map((_, axis) => axis)
  return reshape(transpose(stacked, [second ?? 1, first ?? 0, ...rest]), shape)
}
