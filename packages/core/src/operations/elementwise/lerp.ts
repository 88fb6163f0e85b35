import { type TensorLike, toTensors } from '../../tensor/convert.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { add, floatPair, mul, sub } from './arithmetic.ts'

/**
 * a + t · (b − a), elementwise and broadcast: `a` where t is 0, `b` up to rounding where it is 1. Floats of one dtype.
 *
 * @see torch.lerp, optax.incremental_update
 */
export function lerp(a: TensorLike, b: TensorLike, t: TensorLike): Tensor {
  const [first = a, last = b, part = t] = toTensors('lerp', [a, b, t])
  const [from, to] = floatPair('lerp', first, last)
  const [start, share] = floatPair('lerp', from, part)
  return add(start, mul(sub(to, from), share))
}
