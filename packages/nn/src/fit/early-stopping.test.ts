import { Rng } from '@sobolev/core'
import { describe, expect, test } from 'vitest'
import { Dense } from '../layers/dense.ts'
import { squaredError } from '../losses/squared-error.ts'
import { adam } from '../optimizers/adam.ts'
import { Optimizer } from '../optimizers/optimizer.ts'
import { scheduleFreeAdamw } from '../optimizers/schedule-free-adamw.ts'
import { inputGradient } from '../penalties/input-gradient.ts'
import { atMost } from '../weightings/at-most.ts'
import { earlyStopping } from './early-stopping.ts'
import { fit } from './fit.ts'
import type { FitCallback, FitOptions, FitState, History } from './fit-options.ts'
import { predict } from './predict.ts'

const rng = new Rng(4)
const inputs = rng.split('x').normal([8, 2])
const modelOf = (name: string): Dense => new Dense(2, 1, { rng: rng.split(name) })

/** Trains for an epoch for each figure. */
const train = (
  model: Dense,
  figures: number,
  callbacks: readonly FitCallback[],
  more: Partial<FitOptions> = {},
): Promise<History> =>
  fit({
    ...{
      model,
      loss: squaredError,
      optimizer: adam(),
      training: { inputs, targets: inputs.sum(1) },
    },
    ...{ epochs: figures, rng: rng.split('fit'), callbacks, compiled: false, ...more },
  })

const stoppingAt = (figures: readonly number[]): FitCallback =>
  earlyStopping({ patience: 2, figure: ({ epoch }) => figures[epoch - 1] ?? 0 })

describe('one callback hears of several trainings', () => {
  test('each goes by figures of its own, and gets weights of its own', async () => {
    const offset = { now: 0 }
    const stopping = earlyStopping({ patience: 2, figure: ({ epoch }) => offset.now + epoch })
    const [first, second] = [modelOf('first'), modelOf('second')]
    await train(first, 2, [stopping])
    const kernel = first.kernel.value.toArray()
    offset.now = 10
    const seen: unknown[] = []
    await train(second, 2, [
      stopping,
      { onEpoch: () => void seen.push(second.kernel.value.toArray()) },
    ])
    expect(second.kernel.value.toArray()).toEqual(seen[0])
    expect(first.kernel.value.toArray()).toEqual(kernel)
  })

  test('also side by side', async () => {
    const stopping = earlyStopping({ patience: 2 })
    const together = [modelOf('first'), modelOf('second')]
    await Promise.all(together.map((model) => train(model, 3, [stopping])))
    const alone = [modelOf('first'), modelOf('second')]
    for (const model of alone) await train(model, 3, [earlyStopping({ patience: 2 })])
    expect(together.map((model) => model.kernel.value.toArray())).toEqual(
      alone.map((model) => model.kernel.value.toArray()),
    )
  })

  test('a training without an epoch leaves its model as it is', async () => {
    const stopping = earlyStopping({ patience: 2 })
    const model = modelOf('first')
    await train(model, 1, [stopping])
    model.kernel.assign(model.kernel.value.mul(2))
    const kernel = model.kernel.value.toArray()
    await train(model, 0, [stopping])
    expect(model.kernel.value.toArray()).toEqual(kernel)
  })
})

describe('a figure that is NaN', () => {
  test('is never the best', async () => {
    const { epochs, stopped } = await train(modelOf('first'), 9, [
      stoppingAt([Number.NaN, 3, Number.NaN, 2, Number.NaN, 4]),
    ])
    expect(epochs.length).toBe(6)
    expect(stopped).toBe('no better figure for 2 epochs; the best, 2, was that of epoch 4')
  })

  test('is an error where there is no other, as of a metric by another name', async () => {
    const training = { inputs, targets: inputs.sum(1) }
    const stopping = earlyStopping({
      patience: 2,
      figure: ({ validation }) => -(validation?.acc ?? Number.NaN),
    })
    await expect(train(modelOf('first'), 9, [stopping], { validation: training })).rejects.toThrow(
      'earlyStopping: figure must give a number, got NaN for 2 epochs; a record has epoch, step, loss, validation.loss',
    )
  })

  test('counts no epoch that was trained before', async () => {
    const { epochs } = await train(
      modelOf('first'),
      13,
      [stoppingAt([...Array(10), Number.NaN, 1, 2])],
      {
        epochsBefore: 10,
      },
    )
    expect(epochs.length).toBe(3)
  })
})

test.each([0, -1, 1.5])('patience must be a whole number from 1, got %s', (patience) => {
  expect(() => earlyStopping({ patience })).toThrow(
    `earlyStopping: patience must be a whole number of epochs from 1, got ${patience}`,
  )
})

test.each([undefined, '0.5', null])('a figure must be a number, got %s', async (figure) => {
  const wrong = { patience: 2, figure: () => figure }
  const stopping: FitCallback = Reflect.apply(earlyStopping, null, [wrong])
  await expect(train(modelOf('first'), 3, [stopping])).rejects.toThrow(
    /^earlyStopping: figure must give a number, got .+ in epoch 1; a record has epoch, step, loss$/,
  )
})

test('what goes on goes on from the best epoch, with all that was remembered then', async () => {
  const [stopped, ended] = [modelOf('first'), modelOf('first')]
  const penalties = { flat: { penalty: inputGradient(), weight: atMost({ bound: 0.1 }) } }
  const of = async (
    model: Dense,
    epochs: number,
    callbacks: FitCallback[],
  ): Promise<readonly unknown[]> => {
    const state: FitState[] = []
    const onEnd = (given: FitState): void => void state.push(given)
    const { optimizer, objective } = await train(model, epochs, [...callbacks, { onEnd }], {
      penalties,
      optimizer: new Optimizer(adam(), model),
    })
    expect(state[0]?.objective).toBe(objective)
    return [model.parameters(), optimizer.state(), objective.state()].map((part) =>
      Object.entries(part).map(([name, value]) => [name, value.toArray()]),
    )
  }
  expect(await of(stopped, 5, [stoppingAt([4, 3, 2, 5, 5])])).toEqual(await of(ended, 3, []))
})

test('the best figures are of the weights that the optimizer evaluates', async () => {
  const model = modelOf('first')
  const training = { inputs, targets: inputs.sum(1) }
  const { epochs, optimizer } = await train(model, 5, [stoppingAt([4, 3, 2, 5, 5])], {
    validation: training,
    optimizer: scheduleFreeAdamw({ learningRate: 0.1 }),
  })
  const loss = (): number => squaredError(predict(model, inputs), training.targets).mean().item()
  expect(optimizer.evaluate(loss)).toBe(epochs[2]?.validation?.loss)
  expect(loss()).not.toBe(epochs[2]?.validation?.loss)
})
