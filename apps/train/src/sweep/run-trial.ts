import { rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { GradientError, setThreads } from '@sobolev/core'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load.ts'
import { writtenConfig } from '../config/write.ts'
import { DivergedError, InputError } from '../errors.ts'
import type { Invocation } from '../run/environment.ts'
import { listRuns } from '../run/find-run.ts'
import { InterruptedError } from '../run/interrupted-error.ts'
import { makeFolders } from '../run/make-folders.ts'
import { StoredRun } from '../run/read-run.ts'
import { lockHolder, RunLock } from '../run/run-lock.ts'
import { type Prepared, prepare } from '../train/prepare.ts'
import { type ResumedRun, resumeRun } from '../train/resume-run.ts'
import { runTraining } from '../train/run-training.ts'
import { startRun } from '../train/start-run.ts'
import type { RunListener } from '../train/train-member.ts'
import { writingTo } from '../write-error.ts'
import { identityOf } from './identity.ts'
import { type Outcome, readOutcome, writeOutcome } from './outcome.ts'
import { portableMessage } from './portable-message.ts'
import { type TrialOrder, trialFolder } from './trial-order.ts'

/** Who hears of a trial while it goes, and how its process was called. */
export interface TrialListener extends Omit<RunListener, 'onStep'> {
  readonly onStep?: (fraction: number) => void
  /** Hears that training begins, and where its run lies. */
  readonly onPrepared?: (prepared: Prepared, runFolder: string) => void
  readonly invocation: Omit<Invocation, 'threads'>
}

/**
 * Runs a trial in its own folder, unless it has been run: then its outcome is read. A run that was stopped, or whose
 * process was killed, goes on.
 *
 * @returns null where another process is at it
 * @throws InputError where the folder holds the outcome of another trial; InterruptedError where the signal ended it;
 * WriteError where something could not be written, which is no fault of the trial
 */
export async function runTrial(
  order: TrialOrder,
  listener: TrialListener,
): Promise<Outcome | null> {
  const config = await loadConfig(order.config, order.settings, order.settingsBase)
  return inTrialFolder(order, config, (identity) => train(order, config, identity, listener))
}

/**
 * Does the work of a trial while its folder is locked, and keeps the outcome there. A run that a process finished
 * before it was killed is taken as it is.
 *
 * @param work gets the identity of the trial
 * @returns null where another process is at it
 * @throws InputError where the folder holds the outcome of another trial
 */
export async function inTrialFolder(
  order: TrialOrder,
  config: Config,
  work: (identity: string) => Promise<Outcome>,
): Promise<Outcome | null> {
  const folder = trialFolder(order)
  const identity = identityOf(writtenConfig(config), order.settingsBase)
  const lock = knownOutcome(order, identity) === null ? lockOf(folder) : undefined
  if (lock === null) return null
  try {
    // Another process may have ended it just before this one got the lock.
    const known = knownOutcome(order, identity)
    if (known !== null) return known
    const outcome = outcomeOfLeftRun(order, identity) ?? (await work(identity))
    writeOutcome(folder, outcome)
    return outcome
  } finally {
    lock?.release()
  }
}

/**
 * The outcome of a trial that has been run; null where it has not.
 *
 * @throws InputError if it was another trial
 */
export function knownOutcome(
  order: Pick<TrialOrder, 'folder' | 'name' | 'index'>,
  identity: string,
): Outcome | null {
  const folder = trialFolder(order)
  const outcome = readOutcome(folder)
  if (outcome === null || outcome.identity === identity) return outcome
  throw new InputError({
    place: folder,
    message: `trial ${order.index} was run with another config; take the sweep's file and config back, or name another folder with --output`,
  })
}

/** The lock of a trial, whose folder is made where there is none; null where another process holds it. */
function lockOf(folder: string): RunLock | null {
  const file = join(folder, 'trial.lock')
  writingTo(folder, () => makeFolders(folder))
  if (lockHolder(file) !== null) return null
  try {
    return RunLock.take(file)
  } catch (error) {
    // Another process was faster.
    if (error instanceof InputError) return null
    throw error
  }
}

async function train(
  order: TrialOrder,
  config: Config,
  identity: string,
  listener: TrialListener,
): Promise<Outcome> {
  const folder = trialFolder(order)
  const beginning = new Date()
  const { signal } = listener
  try {
    const begun =
      (await resumed(order, identity, listener)) ?? (await started(order, config, listener))
    const { prepared, folder: run, resumption } = begun
    setThreads(order.threads)
    listener.onPrepared?.(prepared, run.path)
    const result = await runTraining(prepared, run, { onStep() {}, ...listener }, resumption)
    if (result.status === 'interrupted')
      throw new InterruptedError(signal.reason, `stopped after ${result.steps} steps`)
    const outcome = outcomeOfRun(order, identity, new StoredRun(run.path))
    if (outcome !== null) return outcome
    throw new Error(`${run.path}: a run that was just finished has no result`)
  } catch (error) {
    const isOfTrial =
      error instanceof InputError ||
      error instanceof DivergedError ||
      error instanceof GradientError
    if (!isOfTrial) throw error
    const seconds = (Date.now() - beginning.getTime()) / 1000
    const state = error instanceof DivergedError ? 'diverged' : 'failed'
    return {
      ...failedTrial(order, identity, state, error.message),
      ...ofRun(listRuns(folder).at(-1)),
      ...{ started: beginning.toISOString(), seconds },
    }
  }
}

/** A run that is ready to be trained. */
type BegunRun = Pick<ResumedRun, 'prepared' | 'folder'> & Partial<Pick<ResumedRun, 'resumption'>>

async function started(
  order: TrialOrder,
  config: Config,
  { signal, invocation }: TrialListener,
): Promise<BegunRun> {
  const prepared = await prepare(config, { signal, onReading() {} })
  const folder = startRun(prepared, order.folder, { ...invocation, threads: order.threads })
  return { prepared, folder }
}

/**
 * The run of this trial that another process left unfinished, ready to go on to the same weights. Others in the folder,
 * and one that cannot go on, as its data have changed, are removed, and it is null.
 */
async function resumed(
  order: TrialOrder,
  identity: string,
  { signal, invocation }: TrialListener,
): Promise<BegunRun | null> {
  const runs = listRuns(trialFolder(order))
  const last = runs.at(-1)
  const canGoOn =
    last !== undefined &&
    ['unfinished', 'interrupted', 'failed'].includes(last.state) &&
    identityOf(last.config, order.settingsBase) === identity
  try {
    if (!canGoOn) throw new InputError('there is no such run')
    return await resumeRun(last, {
      invocation: { ...invocation, threads: order.threads },
      ...{ overrides: [], signal, onReading() {} },
    })
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    for (const run of runs) rmSync(run.path, { recursive: true })
    return null
  }
}

/** The outcome of a trial without a run of its own. `reason`: with the paths of this machine. */
export function failedTrial(
  order: TrialOrder,
  identity: string,
  state: 'diverged' | 'failed',
  reason: string,
): Outcome {
  const { index, point, round, seed, parameters } = order
  const message = portableMessage(reason, order)
  return {
    ...{ index, point, round, seed, parameters, identity, state, message },
    ...{ validation: {}, digest: null, data: [], run: null },
    ...{ epochs: 0, started: new Date().toISOString(), seconds: 0 },
  }
}

/** The outcome of a run in the trial's folder that a process finished before it was killed; null where there is none. */
function outcomeOfLeftRun(order: TrialOrder, identity: string): Outcome | null {
  const run = listRuns(trialFolder(order)).at(-1)
  if (run === undefined || identityOf(run.config, order.settingsBase) !== identity) return null
  return outcomeOfRun(order, identity, run)
}

/** The outcome that a run gives; null where it is not finished. */
export function outcomeOfRun(
  { index, point, round, seed, parameters }: TrialOrder,
  identity: string,
  run: StoredRun,
): Outcome | null {
  const { result } = run
  if (result === null || result.status === 'interrupted') return null
  const { validation, digest = null, epochs = 0, seconds = 0 } = result
  return {
    ...{ index, point, round, seed, parameters, identity },
    ...{ state: 'finished', message: null, validation: validation ?? {}, digest, epochs, seconds },
    started: run.started.toISOString(),
    ...ofRun(run),
  }
}

/** What an outcome says of its run. */
export function ofRun(run: StoredRun | undefined): Pick<Outcome, 'run' | 'data'> {
  if (run === undefined) return { run: null, data: [] }
  return { run: basename(run.path), data: run.environment.data.map(({ sha256 }) => sha256) }
}
