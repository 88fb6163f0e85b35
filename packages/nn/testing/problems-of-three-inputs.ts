import { Rng, type Tensor } from '@sobolev/core'
import { tanh } from '../src/activations/tanh.ts'
import { Dense } from '../src/layers/dense.ts'
import { binaryCrossEntropy } from '../src/losses/binary-cross-entropy.ts'
import type { Loss } from '../src/losses/loss.ts'
import { softmaxCrossEntropy } from '../src/losses/softmax-cross-entropy.ts'
import { squaredError } from '../src/losses/squared-error.ts'
import { Sequential } from '../src/modules/sequential.ts'
import { int32 } from './float64.ts'
import { type Jacobian, jacobiansOf, logProbabilitiesOf, type Rows } from './jacobians-of.ts'

export const rng = new Rng(31)
export const draw = (name: string, shape: readonly number[]): Tensor =>
  rng.split(name).normal(shape, { dtype: 'float64' })
export const inputs = draw('inputs', [4, 3])

/** tanh(x · first + b) · second + c. */
function network(outputs: number): Sequential {
  const model = new Sequential([
    new Dense(3, 5, { rng: rng.split('first'), activation: tanh, dtype: 'float64' }),
    new Dense(5, outputs, { rng: rng.split('second'), dtype: 'float64' }),
  ])
  for (const [name, variable] of Object.entries(model.variables()))
    variable.assign(draw(name, variable.shape))
  return model
}

export interface FittedProblem {
  readonly model: Sequential
  readonly loss: Loss
  readonly targets: Tensor
}
export const classes: FittedProblem = {
  model: network(3),
  loss: softmaxCrossEntropy,
  targets: int32([0, 2, 1, 1]),
}
export const values: FittedProblem = {
  model: network(2),
  loss: squaredError,
  targets: draw('targets', [4, 2]),
}
export const binary: FittedProblem = {
  model: network(1),
  loss: binaryCrossEntropy,
  targets: int32([[1], [0], [0], [1]]),
}

export const columnsOf = (rows: Rows): Rows =>
  (rows[0] ?? []).map((_, j) => rows.map((row) => row[j] ?? 0))

export const outputJacobians = ({ model }: FittedProblem): readonly Jacobian[] =>
  jacobiansOf((x) => model.call(x, { training: false }), inputs)
export const hiddenJacobians = ({ model: { layers } }: FittedProblem): readonly Jacobian[] => {
  const [hidden] = layers
  return jacobiansOf((x) => (hidden instanceof Dense ? hidden.call(x) : x), inputs)
}
export const lossGradients = ({ model, loss, targets }: FittedProblem, x = inputs): Rows => {
  const losses = (point: Tensor): Tensor => loss(model.call(point, { training: false }), targets)
  return jacobiansOf(losses, x).map((rows) => rows.flat())
}
export const logJacobians = ({ model }: FittedProblem): readonly Jacobian[] =>
  jacobiansOf((x) => logProbabilitiesOf(model.call(x, { training: false })), inputs)

/** A source of the penalty's own, as an evaluation gives it. */
export const ownSource = rng.split('penalties').split('evaluateBatch')

/** What an evaluation of a problem is made of, in training. */
export const batchOf = (problem: FittedProblem) => ({
  ...problem,
  inputs,
  mode: { training: true, rng } as const,
})
