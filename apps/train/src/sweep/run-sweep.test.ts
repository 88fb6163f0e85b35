// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a column whose name looks like a reference
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { blobs, blobsConfig, Project } from '../cli/project.fixture.ts'
import { withoutReferences } from '../config/reference-text.ts'
import { DivergedError } from '../errors.ts'
import { StoredRun } from '../run/read-run.ts'
import { collectOutcomes } from './collect.ts'
import { InProcess } from './in-process.fixture.ts'
import type { Outcome } from './outcome.ts'
import { ProcessDied } from './process-died.ts'
import { readSweep } from './read-sweep.ts'
import { runSweep, type TrialExecutor } from './run-sweep.ts'
import type { Sweep } from './sweep.ts'
import { resultsOf, writeResults } from './sweep-results.ts'

let project: Project
beforeEach(() => {
  project = new Project()
  project.write('blobs.csv', blobs(40))
  project.write('blobs.yaml', blobsConfig)
})
afterEach(() => project.remove())

const halving = `
config: blobs.yaml
parameters:
  optimizer.adam.learningRate: { log: [1e-4, 1e-1] }
  training.batchSize: [8, 16]
search: { halving: { points: 4, epochs: [1, 2], factor: 2 } }
`
const grid = `
config: blobs.yaml
set: { training.epochs: 1 }
parameters: { optimizer.adam.learningRate: [0.001, 0.1, 1e38] }
`

/** The lock of a process that is gone. */
const deadProcess = JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), process: null, since: '' })

const read = (text: string, output?: string): Promise<Sweep> =>
  readSweep(project.write('sweep.yaml', text), { cwd: project.folder, output })

async function sweepWith(
  sweep: Sweep,
  executor: TrialExecutor,
  listener: {
    signal?: AbortSignal
    onOutcome?: (outcome: Outcome, wasKnown: boolean) => void
  } = {},
) {
  const { outcomes, end } = await runSweep(sweep, executor, 1, {
    signal: listener.signal ?? new AbortController().signal,
    onOutcome: listener.onOutcome ?? (() => {}),
    onStep() {},
  })
  return { ...resultsOf(sweep, outcomes), end }
}

test('the winner and the digests are the same for every number of processes and order of arrival', async () => {
  const results = await Promise.all(
    [1, 2, 8].map(async (slots) => {
      const sweep = await read(halving, project.path(`of-${slots}`))
      return sweepWith(sweep, new InProcess(slots, slots))
    }),
  )
  const [first, ...others] = results.map(({ best, digest, trials, points }) => ({
    ...{ best, digest, trials },
    order: points.map(({ point }) => point),
  }))
  expect(first?.trials).toBe(6)
  expect(first?.best?.round).toBe(1)
  for (const other of others) expect(other).toEqual(first)
})

test('what was run is never run again, and what was stopped or killed is run once more', async () => {
  const sweep = await read(grid)
  const stop = new AbortController()
  const first = new InProcess(1)
  const stopped = sweepWith(sweep, first, {
    signal: stop.signal,
    onOutcome: () => stop.abort('SIGINT'),
  })
  await expect(stopped).rejects.toThrow('interrupted')
  expect(first.trained).toEqual([0])
  // Of trial 1 a killed process left a lock and half a run.
  const run = join(sweep.folder, 'trial-0001', 'half-a-run')
  mkdirSync(run, { recursive: true })
  writeFileSync(join(run, 'config.yaml'), 'seed: 1\n')
  writeFileSync(join(run, '..', 'trial.lock'), deadProcess)
  const second = new InProcess(2)
  const { outcomes, digest } = await sweepWith(sweep, second)
  expect(second.trained).toEqual([1])
  expect(outcomes.map(({ state }) => state)).toEqual(['finished', 'finished', 'diverged'])
  expect(existsSync(run)).toBe(false)
  const third = new InProcess(1)
  const again = await sweepWith(sweep, third)
  expect(third.trained).toEqual([])
  expect(again.digest).toBe(digest)
})

test.each(['label', 'the label ${eur}'])(
  'a trial that was stopped in the middle goes on, to the same weights: %s',
  async (target) => {
    project.write('blobs.csv', blobs(40).replace('label', target))
    const escaped = `target: "${withoutReferences(target)}"`
    project.write(
      'blobs.yaml',
      blobsConfig.replace('target: label', () => escaped),
    )
    const text = grid.replace('[0.001, 0.1, 1e38]', '[0.01]').replace('epochs: 1', 'epochs: 4')
    const whole = await sweepWith(await read(text, project.path('whole')), new InProcess(1))
    const sweep = await read(text)
    const first = new InProcess(1)
    first.onEpoch = () => first.stop('SIGINT')
    // Nobody has asked the sweep to stop: the trial is left, as if its process had been killed.
    await sweepWith(sweep, first)
    const { digest, outcomes } = await sweepWith(sweep, new InProcess(1))
    expect(digest).toBe(whole.digest)
    const run = new StoredRun(join(sweep.folder, 'trial-0000', outcomes[0]?.run ?? ''))
    expect(run.environment.resumed).toHaveLength(1)
  },
)

test('a run that was finished before its process was killed is taken as it is', async () => {
  const sweep = await read(grid)
  const { outcomes: before } = await sweepWith(
    { ...sweep, budget: { ...sweep.budget, trials: 1 } },
    new InProcess(1),
  )
  const digest = before[0]?.digest
  rmSync(join(sweep.folder, 'trial-0000', 'trial.json'))
  const executor = new InProcess(1)
  const { outcomes } = await sweepWith(
    { ...sweep, budget: { ...sweep.budget, trials: 1 } },
    executor,
  )
  expect(executor.trained).toEqual([])
  expect(outcomes[0]?.digest).toBe(digest)
})

test('a sweep whose config has changed is refused in the old folder', async () => {
  const sweep = await read(grid)
  await sweepWith(sweep, new InProcess(1))
  const changed = await read(grid.replace('0.001', '0.002'))
  await expect(sweepWith(changed, new InProcess(1))).rejects.toThrow(
    /trial-0000.*trial 0 was run with another config.*--output/,
  )
})

test('a failure is skipped or ends the sweep, by choice', async () => {
  const fatal = await read(`${grid}failures: { diverged: fatal }\n`)
  const error = await sweepWith(fatal, new InProcess(1)).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(DivergedError)
  expect(String(error)).toContain('trial 2 diverged')
  const { best, failed, diverged, points } = await sweepWith(await read(grid), new InProcess(1))
  expect({ failed, diverged }).toEqual({ failed: 0, diverged: 1 })
  expect(best?.point).toBe(1)
  expect(points.at(-1)).toMatchObject({ point: 2, mean: null, without: 1 })
})

test('a trial whose process dies is begun again once, then it has failed', async () => {
  const sweep = await read(grid)
  const inner = new InProcess(1)
  let deaths = 0
  const dying: TrialExecutor = {
    slots: 1,
    run(order) {
      if (order.index !== 1 && (order.index !== 0 || deaths++ > 0)) return inner.run(order)
      throw new ProcessDied('the process ended by SIGKILL')
    },
    stop() {},
    close() {},
  }
  const { outcomes } = await sweepWith(sweep, dying)
  expect(outcomes.map(({ state }) => state)).toEqual(['finished', 'failed', 'diverged'])
  expect(outcomes[1]?.message).toContain('SIGKILL')
})

test('a budget ends a sweep by trials, or by the time of training', async () => {
  const few = await sweepWith(await read(`${grid}budget: { trials: 2 }\n`), new InProcess(1))
  expect([few.trials, few.end]).toEqual([2, 'finished'])
  const brief = await read(`${grid}budget: { time: 0 s }\n`, project.path('brief'))
  const { end, missing } = await sweepWith(brief, new InProcess(1))
  expect([end, missing]).toEqual(['budget', [0, 1, 2]])
  const sweep = await read(grid, project.path('beside'))
  const budget = { ...sweep.budget, seconds: 5000, overhead: 3000 }
  const some = await sweepWith({ ...sweep, budget }, new InProcess(1))
  expect([some.end, some.missing]).toEqual(['budget', [2]])
})

test('results are a table without formulas, a summary, and a journal of Optuna', async () => {
  const sweep = await read(`
config: blobs.yaml
set: { training.epochs: 2 }
parameters:
  optimizer.adam.learningRate: { log: [0.001, 0.1] }
  optimizer.adam.beta1: [0.8, 0.9]
  data.missingValues: [[=cmd], [NA]]
search: { random: { points: 2 } }
objective: accuracy
`)
  await sweepWith(sweep, new InProcess(1))
  const results = resultsOf(sweep, await collectOutcomes(sweep))
  writeResults(sweep, results)
  const text = (name: string): string => readFileSync(join(sweep.folder, name), 'utf8')
  const [header, ...rows] = text('trials.csv').trimEnd().split('\n')
  expect(header).toMatch(/^trial,point,seed,optimizer.adam.learningRate,.*,state,loss,accuracy/)
  expect(rows).toHaveLength(2)
  expect(JSON.parse(text('sweep.json'))).toMatchObject({ digest: results.digest, missing: [] })
  const journal = text('optuna.log')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(journal[0]).toEqual({
    op_code: 0,
    worker_id: 'sobolev',
    study_name: 'sweep',
    directions: [2],
  })
  const ofFirst = journal.filter(({ trial_id }) => trial_id === 0)
  expect(ofFirst.filter(({ op_code }) => op_code === 5)).toHaveLength(3)
  expect(ofFirst.filter(({ op_code }) => op_code === 7).map(({ step }) => step)).toEqual([1, 2])
  const accuracy = results.outcomes[0]?.validation.accuracy
  expect(ofFirst.at(-1)).toMatchObject({ op_code: 6, state: 1, values: [accuracy] })
  const rate = ofFirst.find(({ param_name }) => param_name === 'optimizer.adam.learningRate')
  expect(JSON.parse(rate.distribution)).toEqual({
    name: 'FloatDistribution',
    attributes: { log: true, step: null, low: 0.001, high: 0.1 },
  })
})
