import { createHash } from 'node:crypto'
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load.ts'
import { writtenConfig } from '../config/write.ts'
import { InputError } from '../errors.ts'
import { listRuns } from '../run/find-run.ts'
import { InterruptedError } from '../run/interrupted-error.ts'
import { makeFolders } from '../run/make-folders.ts'
import { StoredRun } from '../run/read-run.ts'
import { isQueueError } from './load-queue.ts'
import { movePathsInRun } from './moved-paths.ts'
import type { Outcome } from './outcome.ts'
import {
  type QueuedTrial,
  type QueueFiles,
  type TrialQueue,
  type TrialResult,
  trialResultSchema,
} from './queued-trial.ts'
import type { TrialExecutor } from './run-sweep.ts'
import { failedTrial, inTrialFolder, ofRun, outcomeOfRun } from './run-trial.ts'
import { Shipments } from './shipment.ts'
import { type TrialOrder, trialFolder } from './trial-order.ts'

/** Milliseconds between looks at a job. */
const pause = 500
/** Milliseconds after which it is told that there is nobody to take a job. */
const patience = 10_000
/** How often a trial is put into the queue whose run the server loses. */
const MAX_LOSSES = 2

/** Lets workers on other machines run trials, which take them from a queue. */
export class QueueExecutor implements TrialExecutor {
  /** As many trials lie in the queue at once: enough for every worker, few enough to look after. */
  readonly slots: number = 64
  readonly #queue: TrialQueue
  readonly #stop = new AbortController()
  readonly #shipments = new Shipments()
  readonly #onLonely: () => void
  #waitingSince = performance.now()

  /** @param onLonely hears that trials wait and that there is no worker */
  constructor(queue: TrialQueue, onLonely: () => void) {
    this.#queue = queue
    this.#onLonely = onLonely
  }

  async run(order: TrialOrder, onStep: (fraction: number) => void): Promise<Outcome | null> {
    if (this.#stop.signal.aborted) throw new InterruptedError('SIGTERM')
    const config = await loadConfig(order.config, order.settings, order.settingsBase)
    return inTrialFolder(order, config, async (identity) => {
      const trial = await this.#queued(order, config)
      // What it is, and what it reads: the same trial of a sweep that was killed is the same job.
      const text = JSON.stringify([trial.name, identity, trial.roots.map(({ files }) => files)])
      const id = createHash('sha256').update(text).digest('hex')
      const files = this.#queue.files.ofJob(id)
      for (let losses = 1; ; losses++) {
        const result = await this.#resultOf(id, trial, onStep)
        if (typeof result === 'string') return failedTrial(order, identity, 'failed', result)
        try {
          const outcome = await this.#received(order, identity, files, trial, result)
          await this.#takeOut(id, files, result)
          return outcome
        } catch (error) {
          if (!isQueueError(error)) throw error
          await this.#takeOut(id, files, result)
          if (losses === MAX_LOSSES) throw lostRun(order, error)
        }
      }
    })
  }

  stop(signal: string): void {
    this.#stop.abort(signal)
  }

  close(): void {
    void this.#queue.close()
  }

  async #queued(order: TrialOrder, config: Config): Promise<QueuedTrial> {
    const { index, point, round, seed, parameters, name, metric, threads } = order
    return {
      ...{ index, point, round, seed, parameters, name, metric, threads },
      config: Object.fromEntries(Object.entries(writtenConfig(config))),
      roots: await this.#shipments.of(config),
    }
  }

  /** What a worker made of a job, or why none could. A server that has lost the job gets it again. */
  async #resultOf(
    id: string,
    trial: QueuedTrial,
    onStep: (fraction: number) => void,
  ): Promise<TrialResult | string> {
    for (;;) {
      const state = await this.#queue.state(id)
      if (state.kind === 'done') return trialResultSchema.parse(state.result)
      if (state.kind === 'failed') {
        await this.#queue.remove(id)
        return `no worker could run it: ${state.message}`
      }
      if (state.kind === 'running') {
        this.#waitingSince = performance.now()
        onStep(state.fraction)
      }
      if (this.#stop.signal.aborted) {
        // What a worker has at hand is finished, and its result waits for the next time.
        if (state.kind === 'waiting') await this.#queue.remove(id)
        throw new InterruptedError(this.#stop.signal.reason)
      }
      if (state.kind === 'missing') {
        for (const { root, files } of trial.roots)
          for (const { name, sha256 } of files)
            await this.#queue.files.put(sha256, join(root, name))
        await this.#queue.add(id, trial)
      }
      await this.#tellIfLonely()
      await setTimeout(pause)
    }
  }

  async #tellIfLonely(): Promise<void> {
    if (performance.now() - this.#waitingSince < patience) return
    this.#waitingSince = performance.now()
    if ((await this.#queue.workers()) > 0) return
    this.#waitingSince = Number.POSITIVE_INFINITY
    this.#onLonely()
  }

  /** Takes a job with its files out of the queue. */
  async #takeOut(id: string, files: QueueFiles, { run }: TrialResult): Promise<void> {
    await this.#queue.remove(id)
    await files.remove(run?.files.map(({ sha256 }) => sha256) ?? [])
  }

  /** Fetches the run of a result into the trial's folder. */
  async #received(
    order: TrialOrder,
    identity: string,
    files: QueueFiles,
    trial: QueuedTrial,
    { state, message, started, seconds, run, roots }: TrialResult,
  ): Promise<Outcome> {
    const ofTrial = (stored?: StoredRun): Outcome => ({
      ...failedTrial(order, identity, state === 'diverged' ? state : 'failed', message ?? ''),
      ...{ started, seconds },
      ...ofRun(stored),
    })
    if (run === null) return ofTrial()
    const path = join(trialFolder(order), run.id)
    const temporary = join(trialFolder(order), `.${run.id}.tmp`)
    for (const left of [temporary, ...listRuns(trialFolder(order)).map((found) => found.path)])
      rmSync(left, { recursive: true, force: true })
    makeFolders(temporary)
    try {
      for (const { name, sha256 } of run.files) await files.get(sha256, join(temporary, name))
      const moves = trial.roots.map(({ root }, i) => [roots[i] ?? root, root] as const)
      movePathsInRun(temporary, [[run.path, path], ...moves])
      renameSync(temporary, path)
    } finally {
      rmSync(temporary, { recursive: true, force: true })
    }
    const stored = new StoredRun(path)
    if (state !== 'finished') return ofTrial(stored)
    return outcomeOfRun(order, identity, stored) ?? ofTrial(stored)
  }
}

/** Why a trial ends whose run the server has lost again. */
function lostRun({ index }: TrialOrder, { message }: Error): InputError {
  return new InputError({
    place: `trial ${index}`,
    message: `the queue has lost its run ${MAX_LOSSES} times: ${message}; give the server more memory, and maxmemory-policy noeviction`,
  })
}
