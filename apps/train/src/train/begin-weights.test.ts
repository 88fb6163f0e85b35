import type { Tensor } from '@sobolev/core'
import { Dense, PiecewiseLinearEmbedding, Sequential } from '@sobolev/nn'
import { afterAll, expect, test } from 'vitest'
import { Project } from '../cli/project.fixture.ts'
import { loadConfig } from '../config/load.ts'
import type { Invocation } from '../run/environment.ts'
import { StoredRun } from '../run/read-run.ts'
import { sliceBatch } from './batch.ts'
import { type Prepared, prepare } from './prepare.ts'
import { restore } from './restore.ts'
import { resumeRun } from './resume-run.ts'
import { runTraining } from './run-training.ts'
import { startRun } from './start-run.ts'

const project = new Project()
afterAll(() => project.remove())

const cities = ['Bern', 'Lima', 'Oslo', 'Rome']
project.write(
  'people.csv',
  `age,city,smokes,y\n${Array.from({ length: 60 }, (_, row) => {
    const age = 20 + ((row * 37) % 50)
    return `${age},${cities[row % 4]},${row % 3 === 0 ? 'yes' : 'no'},${age * (row % 4)}\n`
  }).join('')}`,
)

const text = `
seed: 3
data: { file: people.csv, target: y, categories: { encoding: auto, maxOneHot: 3 } }
model:
  layers:
    - columnEmbedding: { dimensions: 2 }
    - piecewiseLinearEmbedding: { bins: 4, dimensions: 2 }
    - dense: { units: 6, parametrization: ntk }
    - parametric: mish
  initialization: fromData
  output: { parametrization: ntk }
training: { epochs: 3, batchSize: 16 }
optimizer:
  grouped:
    optimizer: adam
    groups: { numbers: { includes: numericEmbedding, factor: 0.1 } }
`

const invocation: Invocation = {
  ...{ command: ['train'], workingDirectory: project.folder },
  ...{ vectorBits: 128, threads: 1 },
}
const reading = { signal: new AbortController().signal, onReading() {}, eager: true }

const prepared = async (...settings: string[]): Promise<Prepared> =>
  prepare(await loadConfig(project.write('people.yaml', text), settings), reading)

const layersOf = ({ trainer }: Prepared) => {
  const { model } = trainer.learner
  if (model instanceof Sequential) return model.layers
  throw new TypeError('a chain of layers is wanted')
}

/** A listener that stops a training after so many steps. */
function stoppingAfter(steps: number) {
  const controller = new AbortController()
  let left = steps
  return {
    signal: controller.signal,
    onStep: () => (--left === 0 ? controller.abort('SIGINT') : undefined),
    onEpoch() {},
  }
}

const deviations = (sums: Tensor): number[] =>
  Array.from(sums.sub(sums.mean(0)).square().mean(0).sqrt().data, Number)

test('layers know the columns of the file, and begin by the rows that are trained on', async () => {
  const run = await prepared()
  const [embedding, pieces, dense] = layersOf(run)
  const { training } = run.dataset
  if (!(pieces instanceof PiecewiseLinearEmbedding && dense instanceof Dense))
    throw new TypeError('other layers')
  // Of age, city and smokes, the city goes behind the others.
  expect(pieces.numbers).toEqual([0])
  expect(run.trainer.learner.variables['layers.0.table']?.shape).toEqual([5, 2])
  const ages = Array.from({ length: training.rows }, (_, row) => training.inputs[row * 3] ?? 0)
  const boundaries = Array.from(pieces.boundaries.value.data, Number)
  expect([boundaries[0], boundaries[4]]).toEqual([Math.min(...ages), Math.max(...ages)])
  const { inputs } = sliceBatch(training, 0, training.rows)
  const embedded = new Sequential(embedding ? [embedding] : []).call(inputs, { training: false })
  const reached = pieces.call(embedded)
  for (const deviation of deviations(dense.sums(reached))) expect(deviation).toBeCloseTo(1, 4)
  expect(dense.sums(reached).min(0).less(0).all().item()).toBe(1)
})

test('a training that was stopped goes on to the same weights, and the bins are kept with them', async () => {
  const whole = await prepared()
  const folder = startRun(whole, project.path('runs'), invocation)
  await runTraining(whole, folder, stoppingAfter(Number.POSITIVE_INFINITY))
  const stopped = await prepared()
  const other = startRun(stopped, project.path('runs'), invocation)
  await runTraining(stopped, other, stoppingAfter(4))
  const resumed = await resumeRun(new StoredRun(other.path), {
    ...{ ...reading, invocation, overrides: [], epochs: undefined },
  })
  await runTraining(
    resumed.prepared,
    resumed.folder,
    stoppingAfter(Number.POSITIVE_INFINITY),
    resumed.resumption,
  )
  const digests = [folder, other].map(({ path }) => new StoredRun(path).result?.digest)
  expect(digests[0]).toBeDefined()
  expect(digests[1]).toBe(digests[0])
  const { learner } = await restore(`${folder.path}/last.safetensors`)
  const kept = learner.variables['layers.1.boundaries']?.value.data
  expect(kept).toEqual(whole.trainer.learner.variables['layers.1.boundaries']?.value.data)
})

test('members of an ensemble begin differently, each by the rows', async () => {
  const run = await prepared('ensemble.deepEnsemble.members=2')
  const kernels = [0, 1].map(
    (member) => run.trainingOf(member).trainer.learner.variables['layers.2.kernel']?.value.data,
  )
  expect(kernels[0]).not.toEqual(kernels[1])
  const alone = await prepared()
  expect(kernels[0]).toEqual(alone.trainer.learner.variables['layers.2.kernel']?.value.data)
})
