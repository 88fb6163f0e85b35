import { Rng } from '@sobolev/core'
import { describe, expect, test } from 'vitest'
import { Dense } from '../layers/dense.ts'
import { squaredError } from '../losses/squared-error.ts'
import { adam } from '../optimizers/adam.ts'
import { inputGradient } from '../penalties/input-gradient.ts'
import { meanTeacher } from '../penalties/mean-teacher.ts'
import { weightSpectralNorm } from '../penalties/weight-spectral-norm.ts'
import { loadCheckpoint, saveCheckpoint } from '../safetensors/checkpoint.ts'
import { atMost } from '../weightings/at-most.ts'
import { fit } from './fit.ts'
import type { FitOptions } from './fit-options.ts'

const rng = new Rng(5)
const inputs = rng.split('x').normal([12, 3])
const modelOf = (): Dense => new Dense(3, 1, { rng: rng.split('model') })
const weightsOf = (model: Dense): unknown =>
  Object.values(model.parameters()).map((value) => value.toArray())

/** A training in which the objective remembers. */
const options = (model: Dense): FitOptions => ({
  ...{ model, loss: squaredError, optimizer: adam({ learningRate: 0.05 }) },
  ...{
    training: { inputs, targets: inputs.sum(1) },
    epochs: 4,
    batchSize: 4,
    rng: rng.split('fit'),
  },
  penalties: {
    flat: { penalty: inputGradient(), weight: atMost({ bound: 0.1 }) },
    teacher: { penalty: meanTeacher(), weight: 1 },
    spectral: { penalty: weightSpectralNorm(), weight: 0.1 },
  },
})

describe('a training goes on', () => {
  test('with what the objective remembers, of a checkpoint too', async () => {
    const whole = modelOf()
    const { objective } = await fit(options(whole))
    const first = modelOf()
    const before = await fit({ ...options(first), epochs: 2 })
    const bytes = saveCheckpoint({
      model: first,
      optimizer: before.optimizer,
      objective: before.objective,
    })
    const second = modelOf()
    const anew = await fit({ ...options(second), epochs: 0 })
    const parts = { optimizer: anew.optimizer, objective: anew.objective }
    loadCheckpoint(bytes, { model: second, ...parts })
    const after = await fit({ ...options(second), ...parts, epochsBefore: 2 })
    expect(weightsOf(second)).toEqual(weightsOf(whole))
    const contents = ({ state }: typeof objective): unknown =>
      Object.entries(state()).map(([name, value]) => [name, value.toArray()])
    expect(contents(after.objective)).toEqual(contents(objective))
    await fit({ ...options(first), optimizer: before.optimizer, epochsBefore: 2 })
    expect(weightsOf(first)).not.toEqual(weightsOf(whole))
  })

  test('not with what the objective of other penalties remembers', async () => {
    const { objective } = await fit({ ...options(modelOf()), epochs: 0 })
    await expect(fit({ ...options(modelOf()), penalties: {}, objective })).rejects.toThrow(
      'restore: the state must hold nothing',
    )
    await expect(
      Reflect.apply(fit, null, [{ ...options(modelOf()), objective: { flat: 1 } }]),
    ).rejects.toThrow(
      'fit: objective must be one that goes on, such as that of a History, got an object with flat',
    )
  })
})
