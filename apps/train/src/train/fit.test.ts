import { type Rng, Tensor } from '@sobolev/core'
import { fit as fitModel, isMinimizer } from '@sobolev/nn'
import { afterAll, expect, test } from 'vitest'
import { blobs, blobsConfig, Project } from '../cli/project.fixture.ts'
import { loadConfig } from '../config/load.ts'
import { type FitOptions, fit } from './fit.ts'
import { MethodBuilder } from './method-builder.ts'
import { penaltiesOf } from './penalty-terms.ts'
import { type Prepared, prepare } from './prepare.ts'
import type { Trainer } from './trainer.ts'

const project = new Project()
project.write('blobs.csv', blobs(80))
project.write('blobs.yaml', blobsConfig)
afterAll(() => project.remove())

async function prepared(
  settings: readonly string[] = ['training.batchSize=24'],
  eager: boolean = false,
): Promise<Prepared> {
  const config = await loadConfig(project.path('blobs.yaml'), settings)
  return prepare(config, { signal: new AbortController().signal, onReading() {}, eager })
}

interface Seen {
  readonly rows: string[]
  readonly key: string
}

/** Two epochs, and the batches and random keys of their steps. */
async function watched(
  more: Partial<FitOptions> = {},
): Promise<{ seen: Seen[]; weights: unknown }> {
  const { trainer, dataset, rng } = await prepared()
  const seen: Seen[] = []
  const keyOf = (of: Rng): string => of.key.data.join()
  const watching: Trainer = {
    ...trainer,
    take(batch, stepRng, step) {
      const rows = Array.from({ length: batch.targets.size }, (_, row) =>
        [batch.inputs.data[2 * row], batch.inputs.data[2 * row + 1]].join(),
      )
      seen.push({ rows, key: keyOf(stepRng.split(step)) })
      return trainer.take(batch, stepRng, step)
    },
  }
  await fit({
    trainings: [{ trainer: watching, part: dataset.training, rng }],
    batchSize: 24,
    accumulate: 1,
    epochs: 2,
    signal: new AbortController().signal,
    validate: (validated) => validated.map(() => ({ loss: 0 })),
    onStep() {},
    onEpoch: () => false,
    ...more,
  })
  const weights = Object.values(trainer.learner.variables).map(({ value }) => value.toArray())
  return { seen, weights }
}

test('every epoch sees every row once, in an order of its own, the last batch being smaller', async () => {
  const { seen } = await watched()
  expect(seen.map(({ rows }) => rows.length)).toEqual([24, 24, 16, 24, 24, 16])
  const [first, second] = [seen.slice(0, 3), seen.slice(3)].map((steps) =>
    steps.flatMap(({ rows }) => rows),
  )
  expect(second).not.toEqual(first)
  expect(new Set(first).size).toBeGreaterThan(60)
  expect([...(second ?? [])].sort()).toEqual([...(first ?? [])].sort())
})

test('every step has a random source of its own, the same ones every time', async () => {
  const once = await watched()
  const twice = await watched()
  expect(new Set(once.seen.map(({ key }) => key)).size).toBe(6)
  expect(twice).toEqual(once)
})

test('progress is told step by step, and onEpoch can end it', async () => {
  const fractions: number[] = []
  const { seen } = await watched({
    onStep: (fraction) => fractions.push(fraction),
    onEpoch: (_, { record }) => {
      expect([record.epoch, record.step]).toEqual([1, 3])
      return true
    },
  })
  expect(fractions).toEqual([1 / 6, 2 / 6, 3 / 6])
  expect(seen).toHaveLength(3)
})

test('a signal ends it after the step at hand', async () => {
  const controller = new AbortController()
  const { seen } = await watched({
    signal: controller.signal,
    onStep: (fraction) => {
      if (fraction > 0.3) controller.abort('SIGINT')
    },
  })
  expect(seen).toHaveLength(2)
})

/** The weights after two epochs, and the steps that these took. */
async function trained(batchSize: number, accumulate: number, eager: boolean = false) {
  const settings = [`training.batchSize=${batchSize}`, `training.accumulate=${accumulate}`]
  const schedule = 'optimizer.adam.learningRate={ linear: { from: 0.05, to: 0 } }'
  const { trainer, dataset, rng, config } = await prepared([...settings, schedule], eager)
  const [end] = await fit({
    ...config.training,
    ...{ trainings: [{ trainer, part: dataset.training, rng }], epochs: 2 },
    signal: new AbortController().signal,
    validate: (validated) => validated.map(() => ({ loss: 0 })),
    onStep() {},
    onEpoch: () => false,
  })
  return { step: end?.step, weights: trainer.weights() }
}

test('steps of several batches are those of one large batch, also the last of an epoch, eager or not', async () => {
  const large = await trained(36, 1)
  const small = await trained(12, 3)
  expect([large.step, small.step]).toEqual([4, 4])
  for (const [name, { data }] of Object.entries(large.weights))
    for (const [index, value] of data.entries())
      expect(small.weights[name]?.data[index]).toBeCloseTo(value, 5)
  const eager = await trained(12, 3, true)
  for (const [name, { data }] of Object.entries(small.weights))
    expect(eager.weights[name]?.data).toEqual(data)
})

test('fit of the library takes the same steps, to the same bits', async () => {
  const { weights } = await watched()
  const { trainer, dataset, rng, config } = await prepared()
  const { model, head, variables } = trainer.learner
  const { rows, inputs, targets } = dataset.training
  const methods = new MethodBuilder(config.catalogue, trainer.stepsPerEpoch)
  const optimizer = methods.method('optimizer', config.optimizer)
  if (isMinimizer(optimizer)) throw new TypeError('blobs are trained by gradients')
  const training = {
    inputs: new Tensor([rows, inputs.length / rows], 'float32', inputs),
    targets: new Tensor([rows], 'int32', Int32Array.from(targets)),
  }
  const penalties = penaltiesOf(config, methods)
  const options = { model, loss: head.loss, penalties, optimizer, training, epochs: 2, rng }
  await fitModel({ ...options, batchSize: 24 })
  expect(Object.values(variables).map(({ value }) => value.toArray())).toEqual(weights)
})
