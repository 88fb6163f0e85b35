import { concat, Rng, type Tensor, Variable } from '@sobolev/core'
import type { ExampleModel } from '../src/catalogue/example-models.ts'
import { Dense } from '../src/layers/dense.ts'
import { Dropout } from '../src/layers/dropout.ts'
import { Module } from '../src/modules/module.ts'
import { Sequential } from '../src/modules/sequential.ts'
import { float64 } from './float64.ts'

/** x · kernel, and a bias of 0. */
function dense(kernel: readonly (readonly number[])[]): Dense {
  const [inputs, outputs] = [kernel.length, kernel[0]?.length ?? 0]
  const layer = new Dense(inputs, outputs, { rng: new Rng(0), dtype: 'float64' })
  layer.kernel.assign(float64(kernel))
  return layer
}

const sumAndDifference = (): Dense =>
  dense([
    [1, 1],
    [1, -1],
  ])

/** θ₁ x₁² + θ₂ x₁ x₂ with θ = (1, 3). */
class Quadratic extends Module {
  readonly kernel = new Variable(float64([[1], [3]]), { role: 'kernel' })
  override call(x: Tensor): Tensor {
    const first = x.slice([{}, { stop: 1 }])
    return concat([first.square(), first.mul(x.slice([{}, { start: 1 }]))], 1).matmul(this.kernel)
  }
}

/** A model as `exampleModels` says; its weights are trained. */
export const exampleModel: { readonly [M in ExampleModel]: () => Module } = {
  linear: () => dense([[2], [-1]]),
  quadratic: () => new Quadratic(),
  twoLogits: () =>
    dense([
      [2, 1],
      [-1, 0],
    ]),
  field: () =>
    dense([
      [0, -2],
      [1, 0],
    ]),
  dropout: () => new Sequential([new Dropout(0.5), dense([[2], [-1]])]),
  hidden: () => new Sequential([sumAndDifference(), dense([[2], [1]])]),
  sequence: () =>
    new Sequential([
      new Sequential([sumAndDifference(), (h) => h.reshape([-1, 2, 1])]),
      (h) => h.reshape([-1, 2]),
      dense([[2], [1]]),
    ]),
}
