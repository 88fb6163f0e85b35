import { Batched, exampleOf } from '../../tensor/batching.ts'
import { type TensorLike, toTensor } from '../../tensor/convert.ts'
import { Tensor } from '../../tensor/tensor.ts'

/** The same numbers as a constant: no derivative passes. */
export function stopGradient(x: TensorLike): Tensor {
  const input = toTensor('stopGradient', x)
  const storage = Tensor.storage(input)
  // Within vmap, tapes outside know the tensor of all examples.
  if (storage instanceof Batched) return exampleOf(stopGradient(storage.examples), storage.level)
  return new Tensor(input.shape, input.dtype, storage)
}
