import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { JobReturned, type JobState } from '@sobolev/queue'
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

/** A queue in memory, with a worker that takes each job as soon as it is added. */
class MemoryQueue implements TrialQueue {
  readonly files: QueueFiles
  readonly #jobs = new Map<string, JobState>()
  readonly #kept = new Map<string, Uint8Array>()
  /** How often a file was really sent. */
  sent = 0
  /** Jobs that are lost before a worker sees them. */
  losses = 0
  #cache: string

  constructor(cache: string) {
    this.#cache = cache
    this.files = {
      put: async (sha256, path) => {
        if (this.#kept.has(sha256)) return
        this.sent++
        this.#kept.set(sha256, readFileSync(path))
      },
      get: async (sha256, path) => {
        const content = this.#kept.get(sha256) ?? new Uint8Array()
        expect(createHash('sha256').update(content).digest('hex')).toBe(sha256)
        writeFileSync(path, content)
      },
      remove: async (sha256s) => {
        for (const sha256 of sha256s) this.#kept.delete(sha256)
      },
    }
  }

  async add(id: string, trial: object): Promise<void> {
    if (this.losses-- > 0) return
    // As it travels: the paths of this machine are of no use to the worker.
    const data: unknown = JSON.parse(JSON.stringify(trial))
    const result = await runQueuedTrial(
      { data, files: this.files, report() {} },
      { processes: new InProcess(1), cache: this.#cache, Returned: JobReturned, onBegin() {} },
    )
    this.#jobs.set(id, { kind: 'done', result: JSON.parse(JSON.stringify(result)) })
  }

  async state(id: string): Promise<JobState> {
    return this.#jobs.get(id) ?? { kind: 'missing' }
  }

  async remove(id: string): Promise<boolean> {
    return this.#jobs.delete(id)
  }

  async workers(): Promise<number> {
    return 1
  }

  async close(): Promise<void> {}

  /** What is left in it. */
  get left(): number {
    return this.#jobs.size
  }
}

async function sweepWith(executor: TrialExecutor, output: string) {
  const options = { cwd: project.folder, output: project.path(output) }
  const sweep = await readSweep(project.write('sweep.yaml', grid), options)
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
  const remote = await sweepWith(new QueueExecutor(queue, () => {}), 'remote')
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
  // Nothing of the job is left; the data file was sent once, and is kept by the worker.
  expect(queue.left).toBe(0)
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

test('a worker writes nothing outside of the folder of a trial', async () => {
  const files: QueueFiles = { put: async () => {}, get: async () => {}, remove: async () => {} }
  const roots = [{ root: '/data', files: [{ name: '../../outside', sha256: 'a'.repeat(64) }] }]
  const data = {
    ...{ index: 0, point: 0, round: 0, seed: 0, parameters: {}, name: 'trial-0000' },
    ...{ metric: 'loss', threads: 1, config: {}, roots },
  }
  const cache = project.path('cache')
  const options = { processes: new InProcess(1), cache, Returned: JobReturned, onBegin() {} }
  await expect(runQueuedTrial({ data, files, report() {} }, options)).rejects.toThrow(
    'names a file outside of its folder',
  )
  await expect(runQueuedTrial({ data: {}, files, report() {} }, options)).rejects.toThrow(
    'is no trial',
  )
})
