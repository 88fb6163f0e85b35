import { describeValue } from '@sobolev/core'
import { Dense, type DenseOptions } from '../layers/dense.ts'
import { Sequential } from './sequential.ts'

/**
 * A multilayer perceptron: dense layers from the first size to the last, with the activation behind each but the last.
 * The other options are those of every layer; layer i draws from `rng.split(i)`.
 *
 * ```ts
 * const model = mlp([2, 64, 64, 1], { activation: tanh, rng: rng.split('model') }) // [n, 2] → [n, 1]
 * ```
 *
 * @throws TypeError unless there are two sizes, or more
 * @see eqx.nn.MLP, haiku.nets.MLP, torchvision.ops.MLP, several tf.keras.layers.Dense
 */
export function mlp(sizes: readonly number[], options: DenseOptions): Sequential {
  if (!Array.isArray(sizes) || sizes.length < 2)
    throw new TypeError(
      `mlp: must be given two sizes or more, mlp([inputs, hidden, outputs], { activation, rng }), got ${describeValue(sizes)}`,
    )
  const { rng, activation, ...others } = options ?? {}
  const layers = sizes.slice(1).map((units, index) => {
    const isLast = index === sizes.length - 2
    const hidden = activation && !isLast ? { activation } : {}
    return new Dense(sizes[index] ?? 0, units, { ...others, ...hidden, rng: rng?.split(index) })
  })
  return new Sequential(layers)
}
