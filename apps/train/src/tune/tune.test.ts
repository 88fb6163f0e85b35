import { existsSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { blobs, Project } from '../cli/project.fixture.ts'
import { InProcess } from '../sweep/in-process.fixture.ts'
import { pointOf } from '../sweep/points.ts'
import { runSweep } from '../sweep/run-sweep.ts'
import { bestConfig } from './best-config.ts'
import { measureCost } from './measure-cost.ts'
import { startTuning, type TuneStart } from './start-tuning.ts'
import type { TunePlan } from './tune-plan.ts'
import { type TuneResults, tuneResults } from './tune-results.ts'
import { type TuneOptions, tuneSweep } from './tune-sweep.ts'
import { writeTune } from './write-tune.ts'

const small = `
data: { file: blobs.csv, target: label }
model: { layers: [{ dense: { units: 4, activation: tanh } }, { dropout: 0.1 }] }
optimizer: { adam: { learningRate: 0.05 } }
training: { epochs: 2, batchSize: 16 }
`
/** With something of each kind, in every way that it may be written. */
const rich = `
data: { file: blobs.csv, target: label }
model:
  layers:
    - dense: { units: 6, activation: tanh }
    - dropout: { rate: { cosine: { from: 0.2, hold: 0.5 } } }
    - dense: 5
    - dropout: 0.1
lossTransforms: { smooth: { labelSmoothing: 0.1 } }
batchTransforms: { mixup: {} }
penalties: { flat: { inputGradient: { weight: 0.1, p: 1 } }, sam: 0.5 }
optimizer:
  lookahead:
    optimizer:
      grouped:
        optimizer: { adamw: { learningRate: 0.01, weightDecay: { cosine: { from: 0.02 } } } }
        groups: { slow: { includes: bias, factor: 0.1 } }
average: { ema: 0.9 }
training: { epochs: 12, earlyStopping: { patience: 4, monitor: accuracy } }
`

let project: Project
beforeAll(() => {
  project = new Project()
  project.write('blobs.csv', blobs(40))
  project.write('small.yaml', small)
  project.write('rich.yaml', rich)
})
afterAll(() => project.remove())

const signal = new AbortController().signal
const startOf = (name: string, only: readonly string[] = []): Promise<TuneStart> =>
  startTuning({
    ...{ path: project.path(name), set: [], cwd: project.folder, only, without: [], signal },
    onReading() {},
  })

const plan: TunePlan = {
  points: 4,
  rounds: [
    { points: 4, epochs: 1, seeds: [0] },
    { points: 2, epochs: 2, seeds: [1, 2] },
  ],
  minutes: null,
  measured: null,
}

const optionsFor = (folder: string): TuneOptions => ({
  path: project.path('small.yaml'),
  set: [],
  folder: project.path(folder),
  objective: { metric: 'loss', direction: 'minimize' },
})

/** Runs a small search in a folder, and writes what it comes to. */
async function search(folder: string, executor: InProcess): Promise<TuneResults | null> {
  const start = await startOf('small.yaml', ['dropout', 'labelSmoothing', 'size'])
  const options = optionsFor(folder)
  const sweep = tuneSweep(start, plan, options)
  const { outcomes, end } = await runSweep(sweep, executor, 1, {
    signal,
    onOutcome() {},
    onStep() {},
  })
  const results = tuneResults(sweep, outcomes, end)
  if (results) await writeTune(results, { start, plan, options, remarks: [] })
  return results
}

test('the winner is the same for one process and for many, which were killed in between', async () => {
  const one = await search('one', new InProcess(1))
  expect(one?.trials).toBe(4 + 2 * 2)
  const stopped = new InProcess(2)
  stopped.onEpoch = (index) => index === 2 && stopped.stop('SIGTERM')
  await search('many', stopped)
  // Trials of the first round that ran beside the one that stopped may have ended; the second round needs them all.
  expect(existsSync(project.path('many/trial-0004/trial.json'))).toBe(false)
  const many = await search('many', new InProcess(4, 3))
  expect(many?.digest).toBe(one?.digest)
  expect(many?.finalists).toEqual(one?.finalists)
  const files = (folder: string): string[] =>
    ['best.yaml', 'effects.csv'].map((name) => project.read(`${folder}/${name}`))
  expect(files('many')).toEqual(files('one'))
})

test('each measurement trains anew, whatever an earlier command has measured', async () => {
  const start = await startOf('small.yaml', ['dropout'])
  for (const executor of [new InProcess(1), new InProcess(1)]) {
    await measureCost(start, optionsFor('measuring'), executor, signal)
    expect(executor.trained).toEqual([0, 1])
  }
})

test('the limit of time counts what was measured beside training', async () => {
  const start = await startOf('small.yaml', ['dropout'])
  const measured = { perTrial: 3, perEpoch: 1, overhead: 2, cores: 4 }
  const { budget } = tuneSweep(start, { ...plan, minutes: 5, measured }, optionsFor('limit'))
  expect(budget).toMatchObject({ seconds: 2 * 60 * 5 * 4, overhead: 2 })
})

test('the config of a point says what differs, and means the same as what was trained', async () => {
  const start = await startOf('rich.yaml')
  const path = project.path('rich.yaml')
  const options = {
    ...{ path, set: [], folder: project.path('tunes') },
    objective: { metric: 'loss', direction: 'minimize' } as const,
  }
  const sweep = tuneSweep(start, { ...plan, points: 60 }, options)
  const file = project.path('best.yaml')
  for (let point = 0; point < 18; point++) {
    const values = pointOf(point, sweep.parameters, sweep.sample)
    const parameters = Object.fromEntries(sweep.parameters.map(({ path }, i) => [path, values[i]]))
    const text = await bestConfig({ start, path, set: [], parameters, remarks: ['why'], file })
    // Of one that would mean something else all is written, and it extends nothing.
    expect(text).toMatch(/^# why\nextends: rich.yaml\n/)
  }
})
