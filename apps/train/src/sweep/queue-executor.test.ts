// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a column whose name looks like a reference
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { JobReturned, type JobState, QueueError } from '@sobolev/queue'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { blobs, blobsConfig, Project } from '../cli/project.fixture.ts'
import { readCheckpoint } from '../run/checkpoint.ts'
import { StoredRun } from '../run/read-run.ts'
import { InProcess } from './in-process.fixture.ts'
import { QueueExecutor } from './queue-executor.ts'
import { runQueuedTrial } from './queue-worker.ts'
import type { QueueFiles, TrialQueue } from './queued-trial.ts'
import { readSweep } from './read-sweep.ts'
import { runSweep, type TrialExecutor } from './run-sweep.ts'
import { resultsOf } from './sweep-results.ts'

let project: Project
beforeEach(() => {
  project = new Project()
  project.write('data/blobs.csv', blobs(40))
  project.write('blobs.yaml', blobsConfig.replace('blobs.csv', 'data/blobs.csv'))
})
afterEach(() => project.remove())

const grid = `
config: blobs.yaml
set: { training.epochs: 1 }
parameters: { optimizer.adam.learningRate: [0.01, 1e38] }
`

/** The values of a server. A file is its key, with its content. */
class MemoryFiles implements QueueFiles {
  readonly #values: Map<string, Uint8Array>
  readonly #prefix: string

  constructor(values: Map<string, Uint8Array>, prefix: string = '') {
    this.#values = values
    this.#prefix = prefix
  }

  async put(sha256: string, path: string): Promise<void> {
    const key = `${this.#prefix}${sha256}`
    this.#values.set(key, this.#values.get(key) ?? readFileSync(path))
  }

  async get(sha256: string, path: string): Promise<void> {
    const content = this.#values.get(`${this.#prefix}${sha256}`)
    if (content === undefined) throw new QueueError(`no file of SHA-256 ${sha256} is in the queue`)
    expect(createHash('sha256').update(content).digest('hex')).toBe(sha256)
    writeFileSync(path, content)
  }

  async remove(sha256s: readonly string[]): Promise<void> {
    for (const sha256 of sha256s) this.#values.delete(`${this.#prefix}${sha256}`)
  }

  ofJob(id: string): QueueFiles {
    return new MemoryFiles(this.#values, `${id}:`)
  }
}

/** A queue in memory, with a worker that takes each job as soon as it is added. Results come one at a time. */
class MemoryQueue implements TrialQueue {
  readonly #values = new Map<string, Uint8Array>()
  readonly files: QueueFiles = new MemoryFiles(this.#values)
  readonly #jobs = new Map<string, JobState>()
  /** Jobs that are lost before a worker sees them. */
  losses = 0
  /** Runs whose files are lost after a worker has sent them. */
  lostRuns = 0
  /** How many jobs were added. */
  added = 0
  #cache: string

  constructor(cache: string) {
    this.#cache = cache
  }

  async add(id: string, trial: object): Promise<void> {
    this.added++
    if (this.losses-- > 0) return
    // As it travels: the paths of this machine are of no use to the worker.
    const data: unknown = JSON.parse(JSON.stringify(trial))
    const result = await runQueuedTrial(
      { id, data, files: this.files, report() {} },
      { processes: new InProcess(1), cache: this.#cache, Returned: JobReturned, onBegin() {} },
    )
    if (this.lostRuns-- > 0) this.#values.clear()
    this.#jobs.set(id, { kind: 'done', result: JSON.parse(JSON.stringify(result)) })
  }

  async state(id: string): Promise<JobState> {
    const [first] = this.#jobs.keys()
    const state = this.#jobs.get(id) ?? { kind: 'missing' }
    return state.kind === 'missing' || id === first ? state : { kind: 'running', fraction: 1 }
  }

  async remove(id: string): Promise<boolean> {
    return this.#jobs.delete(id)
  }

  async workers(): Promise<number> {
    return 1
  }

  async close(): Promise<void> {}

  /** How many jobs are left in it, and how many files. */
  get left(): readonly [jobs: number, files: number] {
    return [this.#jobs.size, this.#values.size]
  }
}

async function sweepWith(executor: TrialExecutor, output: string, text: string = grid) {
  const options = { cwd: project.folder, output: project.path(output) }
  const sweep = await readSweep(project.write('sweep.yaml', text), options)
  const { outcomes } = await runSweep(sweep, executor, 1, {
    signal: new AbortController().signal,
    onOutcome() {},
    onStep() {},
  })
  return { ...resultsOf(sweep, outcomes), sweep }
}

test('a trial that another machine ran comes back as if it had been run here', async () => {
  const local = await sweepWith(new InProcess(1), 'local')
  const queue = new MemoryQueue(project.path('cache'))
  const remote = await sweepWith(new QueueExecutor(queue, () => {}), 'from elsewhere')
  expect(remote.digest).toBe(local.digest)
  expect(remote.outcomes.map(({ state }) => state)).toEqual(['finished', 'diverged'])
  // The name of the run aside, whose end is random.
  const messages = [local, remote].map(({ outcomes: [, diverged] }) =>
    diverged?.message?.replace(diverged.run ?? '', 'RUN'),
  )
  expect(messages[0]).toMatch(/the last good checkpoint is trial-0001\/RUN\/last\.safetensors/)
  expect(messages[1]).toBe(messages[0])
  const [, diverged] = remote.outcomes
  const stored = new StoredRun(join(remote.sweep.folder, 'trial-0001', diverged?.run ?? ''))
  expect(stored.failure?.message).toContain(`is ${stored.files.last}`)
  const runOf = ({ sweep, outcomes }: typeof local): StoredRun =>
    new StoredRun(join(sweep.folder, 'trial-0000', outcomes[0]?.run ?? ''))
  const [here, there] = [runOf(local), runOf(remote)]
  expect(there.config).toEqual(here.config)
  expect(there.environment.data).toEqual(here.environment.data)
  expect(there.result).toMatchObject({ run: there.path, digest: here.result?.digest })
  const { data: sources, config } = readCheckpoint(there.files.last).description
  const { description } = readCheckpoint(here.files.last)
  expect({ sources, config }).toEqual({ sources: description.data, config: description.config })
  expect(readFileSync(there.files.card, 'utf8')).toContain(
    `\nsobolev verify ${JSON.stringify(there.path)}\n`,
  )
  // Nothing of the jobs is left but the data file, which the worker keeps as well.
  expect(queue.left).toEqual([0, 1])
  const data = readFileSync(project.path('data/blobs.csv'))
  expect(readdirSync(project.path('cache'))).toEqual([
    createHash('sha256').update(data).digest('hex'),
  ])
})

test('a job that the server lost is put into the queue again', async () => {
  const queue = new MemoryQueue(project.path('cache'))
  queue.losses = 1
  const { finished } = await sweepWith(new QueueExecutor(queue, () => {}), 'lost')
  expect(finished).toBe(1)
})

test('files that runs have in common come back with each of them', async () => {
  const queue = new MemoryQueue(project.path('cache'))
  // Both diverge in the first epoch, so that no line is in their metrics.
  const diverging = grid.replace('[0.01, 1e38]', '[1e38, 2e38]')
  const { outcomes, sweep } = await sweepWith(new QueueExecutor(queue, () => {}), 'same', diverging)
  const metrics = outcomes.map(({ run }, index) =>
    project.read(
      join(relative(project.folder, sweep.folder), `trial-000${index}`, run ?? '', 'metrics.jsonl'),
    ),
  )
  expect(metrics).toEqual(['', ''])
  expect([queue.added, queue.left]).toEqual([2, [0, 1]])
})

test('a run whose files the server lost is trained again, and one that is lost each time is told', async () => {
  const queue = new MemoryQueue(project.path('cache'))
  const one = grid.replace('[0.01, 1e38]', '[0.01]')
  queue.lostRuns = 1
  const { outcomes, sweep } = await sweepWith(new QueueExecutor(queue, () => {}), 'once', one)
  expect(outcomes.map(({ state }) => state)).toEqual(['finished'])
  expect([queue.added, queue.left]).toEqual([2, [0, 1]])
  expect(readdirSync(join(sweep.folder, 'trial-0000')).sort()).toEqual([
    outcomes[0]?.run,
    'trial.json',
  ])
  queue.lostRuns = 2
  const always = sweepWith(new QueueExecutor(queue, () => {}), 'always', one)
  await expect(always).rejects.toThrow(/^trial 0: the queue has lost its run 2 times: no file of /)
  // What it has lost for good stands in nobody's way later.
  expect(queue.left).toEqual([0, 0])
  const later = await sweepWith(new QueueExecutor(queue, () => {}), 'always', one)
  expect(later.finished).toBe(1)
})

test('a trial reads a module of the user below the folder of its data', async () => {
  const bent = `import { tanh } from '@sobolev/core'
import { defineActivation } from '@sobolev/nn'

export const bent = defineActivation({
  name: 'bent',
  summary: 'A line that is bent.',
  formula: 'x + tanh x',
  paper: { authors: 'Nobody', year: 2026, title: 'A line' },
  cost: 'a hyperbolic tangent',
  when: 'In a test.',
  smoothness: Infinity,
  options: {},
  example: { x: [0], value: [0] },
  compute: (x) => x.add(tanh(x)),
})
`
  project.write('data/methods/bent.ts', bent)
  const text = grid.replace(
    'training.epochs: 1',
    'training.epochs: 1, use: [data/methods/bent.ts], model.layers.0.dense.activation: bent',
  )
  const local = await sweepWith(new InProcess(1), 'local', text)
  const queue = new MemoryQueue(project.path('cache'))
  const remote = await sweepWith(new QueueExecutor(queue, () => {}), 'remote', text)
  expect([remote.finished, remote.digest]).toEqual([1, local.digest])
})

test('a column may be called as a reference is written', async () => {
  project.write('data/blobs.csv', blobs(40).replace('label', 'price ${eur}'))
  const config = project.read('blobs.yaml')
  project.write(
    'blobs.yaml',
    config.replace('target: label', () => 'target: "price $${eur}"'),
  )
  const local = await sweepWith(new InProcess(1), 'local')
  const queue = new MemoryQueue(project.path('cache'))
  const remote = await sweepWith(new QueueExecutor(queue, () => {}), 'remote')
  expect([remote.finished, remote.digest]).toEqual([1, local.digest])
})

test('a worker writes nothing outside of the folder of a trial', async () => {
  const files = new MemoryFiles(new Map())
  const roots = [{ root: '/data', files: [{ name: '../../outside', sha256: 'a'.repeat(64) }] }]
  const data = {
    ...{ index: 0, point: 0, round: 0, seed: 0, parameters: {}, name: 'trial-0000' },
    ...{ metric: 'loss', threads: 1, config: {}, roots },
  }
  const cache = project.path('cache')
  const options = { processes: new InProcess(1), cache, Returned: JobReturned, onBegin() {} }
  await expect(runQueuedTrial({ id: 'a', data, files, report() {} }, options)).rejects.toThrow(
    'names a file outside of its folder',
  )
  await expect(runQueuedTrial({ id: 'a', data: {}, files, report() {} }, options)).rejects.toThrow(
    'is no trial',
  )
})
