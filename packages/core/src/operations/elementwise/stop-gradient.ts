import { detached } from '../../tensor/batching.ts'
import { type TensorLike, toTensor } from '../../tensor/convert.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/**
 * The same numbers as a constant: derivatives do not pass through it.
 *
 * @see tf.stop_gradient, jax.lax.stop_gradient, x.detach of PyTorch
 */
export function stopGradient(x: TensorLike): Tensor {
  return detached(toTensor('stopGradient', x))
}
