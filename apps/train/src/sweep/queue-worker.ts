import { copyFileSync, existsSync, linkSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { JobReturned } from '@sobolev/queue'
import { yamlOf } from '../config/write.ts'
import { InputError } from '../errors.ts'
import { writeTextAtomic } from '../run/atomic-write.ts'
import { InterruptedError } from '../run/interrupted-error.ts'
import { makeFolders } from '../run/make-folders.ts'
import { movedText, withMovedPaths } from './moved-paths.ts'
import {
  type QueuedTrial,
  type QueueFiles,
  queuedTrialSchema,
  type TrialResult,
} from './queued-trial.ts'
import type { TrialExecutor } from './run-sweep.ts'
import { sha256Of } from './shipment.ts'

/** A job of @sobolev/queue, as far as a worker needs it. */
export interface QueueJob {
  readonly id: string
  readonly data: unknown
  readonly files: QueueFiles
  report(fraction: number): void
}

/** What a worker runs trials with. */
export interface QueueWorkerOptions {
  readonly processes: Pick<TrialExecutor, 'run'>
  /** The folder that keeps files from earlier trials, by their digests. */
  readonly cache: string
  /** Makes the error that gives a job back. */
  readonly Returned: typeof JobReturned
  readonly onBegin: (trial: QueuedTrial) => void
}

/**
 * Runs a trial that came from a queue in a folder of its own, which is removed afterwards, and puts the files of its
 * run into the queue, as those of the job.
 *
 * @throws JobReturned where the worker was told to stop; InputError for a job that is none
 */
export async function runQueuedTrial(
  { id, data, files, report }: QueueJob,
  { processes, cache, Returned, onBegin }: QueueWorkerOptions,
): Promise<TrialResult> {
  const parsed = queuedTrialSchema.safeParse(data)
  if (!parsed.success)
    throw new InputError('the job in the queue is no trial, or one of another version', {
      cause: parsed.error,
    })
  const trial = parsed.data
  onBegin(trial)
  const work = mkdtempSync(join(tmpdir(), 'sobolev-trial-'))
  try {
    const roots = trial.roots.map((_, i) => join(work, `files-${i}`))
    for (const [i, { files: wanted }] of trial.roots.entries())
      for (const { name, sha256 } of wanted)
        await place(sha256, withinFolder(roots[i] ?? work, name), cache, files)
    const moves = trial.roots.map(({ root }, i) => [root, roots[i] ?? work] as const)
    const config = join(work, 'config.yaml')
    writeTextAtomic(config, yamlOf(withMovedPaths(trial.config, moves)))
    const { index, point, round, seed, parameters, name, metric, threads } = trial
    const outcome = await processes.run(
      {
        ...{ index, point, round, seed, parameters, name, metric, threads, config },
        ...{ settings: [], settingsBase: work, folder: work },
      },
      report,
    )
    if (outcome === null) throw new Error(`${work}: another process is at a folder of this one`)
    const { state, started, seconds } = outcome
    // As the machine that it comes from calls the files.
    const back = trial.roots.map(({ root }, i) => [basename(roots[i] ?? work), root] as const)
    const message = outcome.message && movedText(outcome.message, back)
    const run = outcome.run === null ? null : join(work, name, outcome.run)
    const sent =
      run === null
        ? null
        : { id: basename(run), path: run, files: await sendFiles(run, files.ofJob(id)) }
    return { state, message, started, seconds, run: sent, roots, host: hostname() }
  } catch (error) {
    if (error instanceof InterruptedError) throw new Returned('the worker was told to stop')
    throw error
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Puts a file at a path: the one in the cache, or the one in the queue, which the cache then keeps. */
async function place(
  sha256: string,
  path: string,
  cache: string,
  files: QueueFiles,
): Promise<void> {
  const kept = join(cache, sha256)
  makeFolders(cache)
  makeFolders(dirname(path))
  if (!existsSync(kept) || (await sha256Of(kept)) !== sha256) await files.get(sha256, kept)
  try {
    linkSync(kept, path)
  } catch {
    // The cache may lie on another disk.
    copyFileSync(kept, path)
  }
}

/** The path of a name in a folder. Throws an InputError for a name that leads out of it. */
function withinFolder(folder: string, name: string): string {
  const path = resolve(folder, name)
  if (path.startsWith(`${folder}${sep}`)) return path
  throw new InputError(`the job in the queue names a file outside of its folder: ${name}`)
}

async function sendFiles(
  folder: string,
  files: QueueFiles,
): Promise<{ name: string; sha256: string }[]> {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^\.|\.lock$/.test(entry.name))
    .map(({ name }) => name)
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name)
      const sha256 = await sha256Of(path)
      await files.put(sha256, path)
      return { name, sha256 }
    }),
  )
}
