import { Batched, exampleOf } from '../../tensor/batching.ts'
import { type TensorLike, toTensor } from '../../tensor/convert.ts'
import { Tensor } from '../../tensor/tensor.ts'

/**
 * The same numbers as a constant: derivatives do not pass through it.
 *
 * @see tf.stop_gradient, jax.lax.stop_gradient, x.detach of PyTorch
 */
export function stopGradient(x: TensorLike): Tensor {
  const input = toTensor('stopGradient', x)
  const storage = Tensor.storage(input)
  // Within vmap the tensor of all examples must become a constant too: tapes outside watch that one.
  if (storage instanceof Batched) return exampleOf(stopGradient(storage.examples), storage.level)
  return new Tensor(input.shape, input.dtype, storage)
}
