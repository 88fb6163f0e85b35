import { Batched, exampleOf } from '../batching.ts'
import { type TensorLike, toTensor } from '../convert.ts'
import { Tensor } from '../tensor.ts'

/** The same numbers as a constant: no derivative passes. */
export function stopGradient(x: TensorLike): Tensor {
  const input = toTensor('stopGradient', x)
  const storage = Tensor.storage(input)
  // Within vmap, tapes outside know the tensor of all examples.
  if (storage instanceof Batched) return exampleOf(stopGradient(storage.all), storage.level)
  return new Tensor(input.shape, input.dtype, storage)
}
