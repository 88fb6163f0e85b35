import { compile, GradientError, Rng, type Tensor } from '@sobolev/core'
import { expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import { Dense } from '../layers/dense.ts'
import { Dropout } from '../layers/dropout.ts'
import { squaredError } from '../losses/squared-error.ts'
import { Sequential } from '../modules/sequential.ts'
import { evaluateBatch } from './evaluate-batch.ts'

const rng = new Rng(5)
const dense = new Dense(2, 1, { rng, dtype: 'float64' })
dense.kernel.assign(float64([[2], [-1]]))
const model = new Sequential([new Dropout(0.5), dense])
const batch = {
  model,
  loss: squaredError,
  inputs: float64([
    [1, 1],
    [3, 2],
  ]),
  targets: float64([[0], [1]]),
}

it('gives outputs, losses and derivatives of a model that is not training', () => {
  // Outputs 1 and 4, errors 1 and 3.
  evaluateBatch(batch, ({ outputs, losses, inputGradient, mode }) => {
    expectClose(outputs, [1, 4])
    expectClose(losses, [1, 9])
    expectClose(inputGradient(), [4, -2, 12, -6])
    expect(mode).toEqual({ training: false })
  })
})

it('may be training, and compiled', () => {
  const training = (inputs: Tensor, source: Rng): Tensor =>
    evaluateBatch(
      { ...batch, inputs, mode: { training: true, rng: source } },
      ({ inputGradient }) => inputGradient(),
    )
  const eager = training(batch.inputs, rng)
  expect(eager.data).not.toEqual(evaluateBatch(batch, ({ inputGradient: g }) => g()).data)
  expect(compile(training)(batch.inputs, rng).data).toEqual(eager.data)
})

it('has no random numbers unless training', () => {
  expect(() => evaluateBatch(batch, ({ rng: source }) => source)).toThrow(GradientError)
})
