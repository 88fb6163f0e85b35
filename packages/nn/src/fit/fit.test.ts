import { Rng, type Tensor, tensor, Variable, zeros } from '@sobolev/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { splitData } from '../data/split-data.ts'
import { Dense } from '../layers/dense.ts'
import { Dropout } from '../layers/dropout.ts'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts'
import { squaredError } from '../losses/squared-error.ts'
import { accuracy } from '../metrics/accuracy.ts'
import type { Mode } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { Sequential } from '../modules/sequential.ts'
import { adam } from '../optimizers/adam.ts'
import { Optimizer } from '../optimizers/optimizer.ts'
import { sgd } from '../optimizers/sgd.ts'
import type { GradientTransform } from '../optimizers/transform.ts'
import { inputGradient } from '../penalties/input-gradient.ts'
import { loadCheckpoint, saveCheckpoint } from '../safetensors/checkpoint.ts'
import { cosine } from '../schedules/cosine.ts'
import { earlyStopping } from './early-stopping.ts'
import { fit } from './fit.ts'
import type { EpochRecord, FitOptions, PlannedSteps } from './fit-options.ts'
import { predict } from './predict.ts'

const rng = new Rng(2)
const inputs = rng.split('x').normal([100, 2])
const targets = inputs.sum(1).greater(0).cast('int32')
const { training, validation } = splitData({ inputs, targets }, { training: 0.7, validation: 0.3 })
const network = (): Sequential =>
  new Sequential([
    new Dense(2, 8, { rng: rng.split('a') }),
    new Dropout(0.2),
    new Dense(8, 2, { rng: rng.split('b') }),
  ])
const weightsOf = (model: Sequential): unknown =>
  Object.values(model.parameters()).map((value) => value.toArray())
const options = (model: Sequential): FitOptions => ({
  ...{ model, loss: softmaxCrossEntropy, optimizer: adam({ learningRate: 0.03 }) },
  ...{
    training,
    validation,
    epochs: 4,
    rng: rng.split('fit'),
    batchSize: 16,
    metrics: { accuracy },
  },
  penalties: { flat: { penalty: inputGradient(), weight: 0.01, every: 2 } },
})

describe('fit', () => {
  const model = network()
  const heard: EpochRecord[] = []
  let epochs: readonly EpochRecord[] = []
  beforeAll(async () => {
    const callbacks = [(record: EpochRecord) => void heard.push(record)]
    ;({ epochs } = await fit({ ...options(model), callbacks }))
  })

  test('learns, and tells of each epoch', () => {
    expect(epochs.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 5],
      [2, 10],
      [3, 15],
      [4, 20],
    ])
    expect(heard).toEqual(epochs)
    expect(epochs[3]?.loss).toBeLessThan((epochs[0]?.loss ?? 0) / 1.5)
    expect(epochs[3]?.validation?.accuracy).toBeGreaterThan(0.9)
    const outputs = model.call(validation.inputs)
    const mean = softmaxCrossEntropy(outputs, validation.targets).mean().item()
    expect(epochs[3]?.validation?.loss).toBe(mean)
    expect(Object.keys(epochs[0]?.penalties ?? {})).toEqual(['flat'])
  })

  test('has the same bits eagerly, and after a stop', async () => {
    const eager = network()
    await fit({ ...options(eager), compiled: false })
    expect(weightsOf(eager)).toEqual(weightsOf(model))
    const first = network()
    const { optimizer } = await fit({ ...options(first), epochs: 3 })
    const bytes = saveCheckpoint({ model: first, optimizer })
    const second = network()
    const before = await fit({ ...options(second), epochs: 0 })
    loadCheckpoint(bytes, { model: second, optimizer: before.optimizer })
    await fit({ ...options(second), optimizer: before.optimizer, epochsBefore: 3 })
    expect(weightsOf(second)).toEqual(weightsOf(model))
  })
})

test('an optimizer may be made of how many steps there will be', async () => {
  const optimizer = ({ steps, stepsPerEpoch }: PlannedSteps): GradientTransform => {
    expect([steps, stepsPerEpoch]).toEqual([10, 5])
    return adam({ learningRate: cosine({ from: 0.03, duration: steps }) })
  }
  const written = adam({ learningRate: cosine({ from: 0.03, duration: 10 }) })
  const [first, second] = [network(), network()]
  await fit({ ...options(first), epochs: 2, optimizer })
  await fit({ ...options(second), epochs: 2, optimizer: written })
  expect(weightsOf(first)).toEqual(weightsOf(second))
})

test.each([true, false])(
  'a rate that is a Variable changes between steps, compiled: %s',
  async (compiled) => {
    const rate = new Variable(0)
    const traced: number[] = []
    const model = network()
    const seen: unknown[] = []
    await fit({
      ...{ ...options(model), penalties: {}, lastBatch: 'drop', compiled },
      optimizer: sgd({ learningRate: () => rate.value }),
      afterStep: () => void traced.push(1),
      callbacks: [
        ({ epoch }) => {
          rate.assign(epoch === 1 ? 0 : 0.1)
          seen.push(weightsOf(model))
        },
      ],
    })
    expect(traced.length).toBe(compiled ? 1 : 16)
    expect(seen[1]).toEqual(seen[0])
    expect(seen[2]).not.toEqual(seen[1])
  },
)

describe('a training ends', () => {
  test('where it no longer gets better, with its best weights', async () => {
    const model = network()
    const figures = [3, 1, 2, 2, 0]
    const seen: unknown[] = []
    const { epochs, stopped } = await fit({
      ...options(model),
      epochs: 9,
      callbacks: [
        earlyStopping({ patience: 2, figure: ({ epoch }) => figures[epoch - 1] ?? 0 }),
        () => void seen.push(weightsOf(model)),
      ],
    })
    expect(epochs.length).toBe(4)
    expect(stopped).toBe('no better figure for 2 epochs; the best, 1, was that of epoch 2')
    expect(weightsOf(model)).toEqual(seen[1])
  })

  test('by a signal, or by a callback, within an epoch', async () => {
    const signal = { aborted: false }
    const steps: number[] = []
    const onStep = ({ step }: { step: number }): void => {
      steps.push(step)
      signal.aborted = step === 7
    }
    const { stopped } = await fit({ ...options(network()), signal, callbacks: [{ onStep }] })
    expect([steps, stopped]).toEqual([[1, 2, 3, 4, 5, 6, 7], 'aborted'])
    const early = await fit({
      ...options(network()),
      callbacks: [{ onStep: async () => 'enough' }],
    })
    expect([early.epochs.length, early.stopped]).toEqual([1, 'enough'])
  })

  test('with an error where the loss is not finite', async () => {
    const model = new Dense(1, 1, { rng })
    const x = tensor([[1e30], [1e30]])
    const diverging = fit({
      ...{ model, loss: squaredError, optimizer: sgd({ learningRate: 1e30 }), rng, epochs: 3 },
      training: { inputs: x, targets: x },
    })
    await expect(diverging).rejects.toThrow(
      /fit: the loss must be finite, got (NaN|Infinity) in step 1 of epoch 1/,
    )
  })
})

test('what fit lacks or does not know is said', async () => {
  // @ts-expect-error: as JavaScript may call it
  await expect(fit({ ...options(network()), optimizer: adam })).rejects.toThrow(
    'Optimizer: must be given what adam({ learningRate }) or another transform gives',
  )
  const { rng: _, ...without } = options(network())
  // @ts-expect-error: as JavaScript may call it
  await expect(fit(without)).rejects.toThrow('fit: the option rng must be given, got none')
  // @ts-expect-error: as JavaScript may call it
  await expect(fit({ ...options(network()), rng: 3 })).rejects.toThrow(
    'fit: rng must be a source of random numbers such as new Rng(0), got 3',
  )
  // @ts-expect-error: as JavaScript may call it
  await expect(fit({ ...options(network()), epoch: 3 })).rejects.toThrow('did you mean "epochs"?')
})

test('an optimizer of another model is refused, and changes neither', async () => {
  const [model, other] = [network(), network()]
  const before = weightsOf(model)
  const optimizer = new Optimizer(adam(), other)
  await expect(fit({ ...options(model), optimizer })).rejects.toThrow(
    'fit: optimizer must train the variables of the model, got one of another model; new Optimizer(…, model)',
  )
  expect([weightsOf(model), weightsOf(other)]).toEqual([before, before])
  expect(optimizer.trains(other)).toBe(true)
  expect(optimizer.trains(other.trainableVariables())).toBe(true)
  expect(optimizer.trains(model)).toBe(false)
  expect(optimizer.trains(Object.values(other.trainableVariables()))).toBe(false)
})

test('predictions of any number of rows are those of all at once', () => {
  const model = network()
  const all: Tensor = model.call(inputs)
  expect(predict(model, inputs, { batchSize: 30 }).toArray()).toEqual(all.toArray())
  expect(predict(model, inputs).toArray()).toEqual(all.toArray())
})

test('a model whose call needs a mode is called with that of predictions', async () => {
  class Noisy extends Module {
    readonly inner = new Dense(2, 2, { rng: rng.split('noisy') })
    override call(x: Tensor, mode: Mode): Tensor {
      return this.inner.call(mode.training ? x.add(mode.rng.normal(x.shape)) : x)
    }
  }
  const noisy = new Noisy()
  const outputs = noisy.call(inputs, { training: false }).toArray()
  expect(predict(noisy, inputs).toArray()).toEqual(outputs)
  expect(noisy.callWith(noisy.parameters(), inputs).toArray()).toEqual(outputs)
  const { penalties: _, ...others } = options(network())
  const { epochs } = await fit({ ...others, model: noisy, epochs: 1 })
  expect(epochs[0]?.validation?.loss).toBeGreaterThan(0)
})

test.each<[string, Record<string, unknown>]>([
  [
    'training must have an example, got none',
    { training: { inputs: zeros([0, 2]), targets: zeros([0]) } },
  ],
  ['training must be examples, { inputs, targets }, got an object with x', { training: { x: 1 } }],
  ['validation must be examples, { inputs, targets }, got null', { validation: null }],
  [
    "lastBatch: 'drop' needs 100 training examples, got 70; a smaller batchSize",
    { batchSize: 100, lastBatch: 'drop' },
  ],
  ['epochs must be a whole number from 0, got 1.5', { epochs: 1.5 }],
  ['epochsBefore must be a whole number from 0, got -1', { epochsBefore: -1 }],
  ['metrics must be functions by names of your own, such as { accuracy }', { metrics: [accuracy] }],
  ['metrics must be functions by names', { metrics: { accuracy: 'accuracy' } }],
  ['metrics are figures of validation examples, got none', { validation: undefined }],
  ['callbacks must be a list, such as [earlyStopping({ patience: 3 })]', { callbacks: () => 1 }],
])('fit: %s', async (message, wrong) => {
  await expect(
    Reflect.apply(fit, null, [{ ...options(network()), penalties: {}, ...wrong }]),
  ).rejects.toThrow(`fit: ${message}`)
})

test('a class without an output says so from within a compiled step', async () => {
  const wrong = { inputs, targets: targets.mul(2) }
  await expect(fit({ ...options(network()), training: wrong })).rejects.toThrow(
    'got indices from 0 to 2; a loss of class numbers needs an output for each class, from 0',
  )
})
