import { apply } from '../../primitive/apply.ts'
import type { Binary, Primitive, Rule } from '../../primitive/primitive.ts'
import { type TensorLike, toTensors } from '../../tensor/convert.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { full, zerosLike } from '../layout/constant.ts'
import { elementwiseBinary, mul, numberPair } from './arithmetic.ts'
import { equal } from './compare.ts'
import { where } from './select.ts'

const keep =
  (self: 0 | 1, inputs: Binary, extremum: Tensor) =>
  (g: Tensor): Tensor =>
    where(equal(inputs[self], extremum), g, zerosLike(g))

// The argument that is the extremum gets the cotangent; a tie splits it evenly.
const share =
  (self: 0 | 1): Rule<Binary, null> =>
  (g, inputs, extremum) => {
    const kept = keep(self, inputs, extremum)(g)
    return where(equal(inputs[0], inputs[1]), mul(g, full(g.shape, 0.5, { dtype: g.dtype })), kept)
  }

const extremum = (name: 'maximum' | 'minimum'): Primitive<Binary, null> =>
  elementwiseBinary(name, name, [share(0), share(1)], {
    choice: (argument, inputs, output) => ({
      selector: output,
      argument,
      keep: keep(argument === 0 ? 0 : 1, inputs, output),
    }),
  })

export const maximumOp = extremum('maximum')
export const minimumOp = extremum('minimum')

/** The larger of a and b, elementwise and broadcast; NaN if either is. A tie splits the derivative evenly. */
export const maximum = (a: TensorLike, b: TensorLike): Tensor =>
  apply(maximumOp, numberPair('maximum', a, b), null)

/** The smaller of a and b, elementwise and broadcast; NaN if either is. A tie splits the derivative evenly. */
export const minimum = (a: TensorLike, b: TensorLike): Tensor =>
  apply(minimumOp, numberPair('minimum', a, b), null)

/**
 * `x` held between two bounds. At a bound the derivative is ½, split evenly as for `maximum`, as in JAX.
 *
 * @see tf.clip_by_value, jnp.clip, torch.clamp
 */
export function clip(x: TensorLike, lower: TensorLike, upper: TensorLike): Tensor {
  const [input = x, least = lower, most = upper] = toTensors('clip', [x, lower, upper])
  const raised = apply(maximumOp, numberPair('clip', input, least), null)
  return apply(minimumOp, numberPair('clip', raised, most), null)
}
