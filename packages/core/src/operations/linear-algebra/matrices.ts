import { ShapeError } from '../../errors/errors.ts'
import type { Inputs, Operands } from '../../primitive/primitive.ts'
import { type TensorLike, toFloat } from '../../tensor/convert.ts'
import type { DType } from '../../tensor/dtype.ts'
import { allocate } from '../../tensor/dtype.ts'
import { type Shape, showShape, sizeOf } from '../../tensor/shape.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { add, mul } from '../elementwise/arithmetic.ts'
import { allExamples } from '../layout/batch-rules.ts'
import { reshape } from '../layout/reshape.ts'
import { transpose } from '../layout/transpose.ts'

/** Square matrices with one batch axis, and the leading axes that they had. */
export interface Matrices {
  /** [batch, n, n] */
  readonly matrices: Tensor
  readonly leading: Shape
  readonly n: number
}

/** The argument as a batch of square float matrices. Throws a ShapeError or a DTypeError where it is none. */
export function toMatrices(operation: string, value: TensorLike): Matrices {
  const input = toFloat(operation, value)
  const [rows, columns] = input.shape.slice(-2)
  if (rows === undefined || rows !== columns)
    throw new ShapeError(
      `${operation}: must be square matrices, [..., n, n], got ${showShape(input.shape)}`,
    )
  const leading = input.shape.slice(0, -2)
  return { matrices: reshape(input, [sizeOf(leading), rows, rows]), leading, n: rows }
}

/** The argument as a batch of float matrices of any shape. Throws a ShapeError or a DTypeError where it is none. */
export function toAnyMatrices(
  operation: string,
  value: TensorLike,
): { readonly matrices: Tensor; readonly leading: Shape } {
  const input = toFloat(operation, value)
  const [rows, columns] = input.shape.slice(-2)
  if (rows === undefined || columns === undefined)
    throw new ShapeError(
      `${operation}: must be matrices, [..., m, n], got ${showShape(input.shape)}`,
    )
  const leading = input.shape.slice(0, -2)
  return { matrices: reshape(input, [sizeOf(leading), rows, columns]), leading }
}

/** The batch rule of operations on [batch, ...]: the examples join the batch. */
export function matrixBatchRule<I extends Inputs, A>(
  operands: Operands<I>,
  attributes: A,
  applyBatched: (inputs: I, attributes: A) => Tensor,
  size: number,
): Tensor {
  const batch = operands[0]?.shape[0] ?? 1
  const stacked: readonly Tensor[] = operands.map((operand) =>
    reshape(allExamples(operand, size), [size * batch, ...operand.shape.slice(1)]),
  )
  // As many tensors as there are operands.
  const out = applyBatched(stacked as I, attributes)
  return reshape(out, [size, batch, ...out.shape.slice(1)])
}

/** [batch, m, n] → [batch, n, m] */
export const swapped = (x: Tensor): Tensor => transpose(x, [0, 2, 1])

/** (A + Aᵀ) / 2; returns a symmetric A bit for bit. */
export const symmetricPart = (x: Tensor): Tensor => add(mul(x, 0.5), mul(swapped(x), 0.5))

/** An n × n matrix of three values: below, on and above the diagonal. */
export function weights(n: number, [below, on, above]: readonly number[], dtype: DType): Tensor {
  const data = allocate(dtype, n * n)
  for (let at = 0; at < n * n; at++) {
    const [row, column] = [Math.floor(at / n), at % n]
    data[at] = (column < row ? below : column === row ? on : above) ?? 0
  }
  return new Tensor([n, n], dtype, data)
}
