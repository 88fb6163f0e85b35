import { ShapeError } from '../../errors/errors.ts'
import { type TensorLike, toTensor } from '../../tensor/convert.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { slice } from './slice-pad.ts'

function along(operation: string, x: TensorLike): { input: Tensor; length: number } {
  const input = toTensor(operation, x)
  const length = input.shape.at(-1)
  if (length === undefined) throw new ShapeError(`${operation}: x must be [..., n], got a scalar`)
  return { input, length }
}

const cut = (x: Tensor, start: number): Tensor =>
  slice(x, [...x.shape.slice(1).map(() => null), { start, stop: start + 1 }])

/**
 * One column of a matrix as a matrix: [..., n] → [..., 1], so that it goes on as the inputs of a network or beside its
 * outputs. Negative indices count from the end. `x.slice([null, index])` is the column as a vector.
 *
 * @throws RangeError for a column that there is not
 * @see x[:, i:i+1] of NumPy, JAX and PyTorch
 */
export function column(x: TensorLike, index: number): Tensor {
  const { input, length } = along('column', x)
  if (!Number.isInteger(index) || index < -length || index >= length)
    throw new RangeError(
      `column: the index must be a whole number from ${-length} to ${length - 1}, got ${index}`,
    )
  return cut(input, index < 0 ? index + length : index)
}

/**
 * All columns of a matrix, each as a matrix: [..., n] → n tensors [..., 1]. `concat(columns, -1)` undoes it, and
 * `x.unstack(-1)` gives vectors.
 *
 * @see torch.split(x, 1, -1), jnp.split, tf.split
 */
export function columns(x: TensorLike): Tensor[] {
  const { input, length } = along('columns', x)
  return Array.from({ length }, (_, index) => cut(input, index))
}
