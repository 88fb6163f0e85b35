import { type TensorLike, toTensor } from '../convert.ts'
import { Tensor } from '../tensor.ts'

/** The same numbers as a constant: no derivative passes. */
export function stopGradient(x: TensorLike): Tensor {
  const input = toTensor(x)
  return new Tensor(input.shape, input.dtype, Tensor.storage(input))
}
