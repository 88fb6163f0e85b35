import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { blobs, Project } from '../cli/project.fixture.ts'
import { loadConfig } from '../config/load.ts'
import { InputError } from '../errors.ts'
import { readCheckpoint } from '../run/checkpoint.ts'
import type { Invocation } from '../run/environment.ts'
import { listRuns } from '../run/find-run.ts'
import { StoredRun } from '../run/read-run.ts'
import { lockHolder, RunLock } from '../run/run-lock.ts'
import { prepare } from './prepare.ts'
import { resumeRun } from './resume-run.ts'
import { runTraining } from './run-training.ts'
import { startRun } from './start-run.ts'

const project = new Project()
beforeAll(() => project.write('blobs.csv', blobs(40)))
afterAll(() => project.remove())

const invocation: Invocation = {
  ...{ command: ['train'], workingDirectory: project.folder },
  vectorBits: 128,
  threads: 1,
}
const reading = { signal: new AbortController().signal, onReading() {}, eager: true }

/** A listener that stops a training after so many steps. */
function stoppingAfter(steps: number) {
  const controller = new AbortController()
  let left = steps
  return {
    signal: controller.signal,
    onStep() {
      if (--left === 0) controller.abort('SIGINT')
    },
    onEpoch() {},
  }
}

const text = `
seed: 3
data: { file: blobs.csv, target: label }
training: { epochs: 3, batchSize: 16 }
optimizer: { adam: { learningRate: 0.05 } }
model: { layers: [{ dense: { units: 4, activation: tanh } }] }
`

async function start(
  steps: number = Number.POSITIVE_INFINITY,
  settings: readonly string[] = [],
): Promise<StoredRun> {
  const config = await loadConfig(project.write('blobs.yaml', text), settings)
  const prepared = await prepare(config, reading)
  const folder = startRun(prepared, project.path('runs'), invocation)
  await runTraining(prepared, folder, stoppingAfter(steps))
  return new StoredRun(folder.path)
}

async function resume(run: StoredRun, steps: number, epochs?: number): Promise<StoredRun> {
  const fresh = new StoredRun(run.path)
  const { prepared, folder, resumption } = await resumeRun(fresh, {
    ...{ ...reading, invocation, overrides: [], epochs },
  })
  await runTraining(prepared, folder, stoppingAfter(steps), resumption)
  return new StoredRun(run.path)
}

/** All that a run comes to, less times and its folder. */
function outcomeOf({ files, result }: StoredRun): unknown {
  const others = { ...result, seconds: 0, run: '' }
  const { weights, optimizer, training } = readCheckpoint(files.last)
  const best = readCheckpoint(files.best).weights
  return { log: readFileSync(files.metrics, 'utf8'), others, weights, optimizer, training, best }
}

test.each<[string, string[]]>([
  [
    'dropout, batch norm, EMA, SAM, a weight that finds itself and early stopping',
    [
      'model.layers=[{ dense: { units: 4, activation: tanh } }, batchNorm, { dropout: 0.3 }]',
      'average={ ema: 0.8 }',
      'penalties={ sam: { radius: 0.05, weight: 1 }, inputGradient: { weight: { atMost: { bound: 0.1 } } } }',
      'training.earlyStopping={ patience: 2 }',
    ],
  ],
  [
    'steps of several batches, with mixup and a learning rate that goes by figures',
    [
      'batchTransforms={ mixup: 0.4 }',
      'optimizer={ sgd: { learningRate: { reduceOnPlateau: { from: 0.3, patience: 1 } }, momentum: 0.9 } }',
      'training={ epochs: 3, batchSize: 5, accumulate: 3 }',
    ],
  ],
  [
    'an optimizer that evaluates several times a step',
    ['optimizer=lbfgs', 'penalties={ l2: 0.01 }', 'training={ epochs: 4, batchSize: 64 }'],
  ],
  [
    'an average that is held by constraints as the weights are',
    [
      'average={ ema: 0.8 }',
      'constraints={ magnitudePruning: { sparsity: { linear: { from: 0, to: 0.5 } } }, unitNorm: {} }',
    ],
  ],
  [
    'members one after the other, calibrated',
    [
      'ensemble={ deepEnsemble: 2 }',
      'calibration=temperatureScaling',
      'training={ epochs: 2, batchSize: 16, earlyStopping: { patience: 1 } }',
    ],
  ],
  [
    'members side by side, each stopped by itself',
    [
      'ensemble={ deepEnsemble: { members: 2, together: true } }',
      'calibration=temperatureScaling',
      'training={ epochs: 3, batchSize: 16, earlyStopping: { patience: 1 } }',
      'average={ ema: 0.8 }',
    ],
  ],
  [
    'members drawn around the mean of late weights',
    ['ensemble={ swag: { start: 1, members: 2 } }'],
  ],
])('stopped after every step and resumed, it comes to the same: %s', async (_, settings) => {
  const whole = await start(Number.POSITIVE_INFINITY, settings)
  let run = await start(1, settings)
  let stops = 1
  for (; run.state === 'interrupted' && stops < 50; stops++) run = await resume(run, 1)
  expect(run.state).toBe(whole.state)
  expect(stops).toBeGreaterThan(3)
  expect(outcomeOf(run)).toEqual(outcomeOf(whole))
  expect(run.environment.resumed).toHaveLength(stops - 1)
})

test('a run that was killed before its first checkpoint begins anew, and what it left is removed', async () => {
  const whole = await start()
  const path = project.path('killed/1')
  cpSync(whole.path, path, { recursive: true })
  const run = new StoredRun(path)
  for (const file of [run.files.last, run.files.best, run.files.result]) rmSync(file)
  writeFileSync(run.files.metrics, '{"epoch":1')
  writeFileSync(join(path, '.last.safetensors.0a1b.tmp'), 'torn')
  const resumed = await resume(run, Number.POSITIVE_INFINITY)
  expect(resumed.state).toBe('finished')
  expect(outcomeOf(resumed)).toEqual(outcomeOf(whole))
  expect(listRuns(project.path('killed')).map(({ id }) => id)).toEqual(['1'])
})

test('more epochs: as if it had been meant to be longer, or what stands against it', async () => {
  const endless = Number.POSITIVE_INFINITY
  const long = await start(endless, ['training.epochs=5'])
  const short = await start()
  await expect(resume(short, 1, 2)).rejects.toThrow('--epochs: must be at least 3')
  const resumed = await resume(short, endless, 5)
  expect(resumed.config.training).toMatchObject({ epochs: 5 })
  expect(outcomeOf(resumed)).toEqual(outcomeOf(long))
  const members = 'ensemble={ deepEnsemble: { members: 2, together: true } }'
  const together = await resume(await start(endless, [members]), endless, 5)
  expect(outcomeOf(together)).toEqual(
    outcomeOf(await start(endless, ['training.epochs=5', members])),
  )
  const separate = await start(endless, ['ensemble={ deepEnsemble: { members: 2 } }'])
  await expect(resume(separate, 1, 5)).rejects.toThrow('trains its members one after the other')
  const falling = await start(3, ['optimizer.adam.learningRate={ cosine: { from: 0.05 } }'])
  await expect(resume(falling, 1, 9)).rejects.toThrow(
    /optimizer\.adam\.learningRate: cosine goes over all 3 epochs, and of 9 it would have gone/,
  )
  expect((await resume(falling, endless)).state).toBe('finished')
})

test('what has changed is refused by name, and so is a second process; the run stays as it was', async () => {
  const run = await start(2)
  const data = project.read('blobs.csv')
  project.write('blobs.csv', data.replace('a\n', 'b\n'))
  await expect(resume(run, 1)).rejects.toThrow(
    /blobs\.csv: has changed since the run began: .*--set data\.file/,
  )
  const moved = project.write('moved/blobs.csv', data)
  const overriding = (overrides: string[]) =>
    resumeRun(new StoredRun(run.path), { ...reading, invocation, overrides })
  await expect(overriding(['seed=4'])).rejects.toThrow('--set seed: a run that goes on takes only')
  const { resumption } = await overriding([`data.file=${moved}`])
  await expect(resume(run, 1)).rejects.toThrow(`process ${process.pid} trains this run`)
  resumption.log.close()
  resumption.lock.release()
  project.write('blobs.csv', data)
  writeFileSync(run.files.metrics, '')
  const last = readCheckpoint(run.files.last)
  expect(last.description.step).toBe(2)
  const lock = RunLock.take(run.files.lock)
  lock.release()
  await expect(resume(run, 1)).rejects.toThrow(InputError)
})

test('a run without its metrics is refused as it is, and left to others', async () => {
  const run = await start()
  rmSync(run.files.metrics)
  const kept = [run.files.config, run.files.environment, run.files.result]
  const texts = kept.map((file) => readFileSync(file, 'utf8'))
  await expect(resume(run, 1, 5)).rejects.toThrow(
    'metrics.jsonl: must hold the 3 epochs before the checkpoint, got 0',
  )
  expect(kept.map((file) => readFileSync(file, 'utf8'))).toEqual(texts)
  expect([existsSync(run.files.metrics), lockHolder(run.files.lock)]).toEqual([false, null])
})
