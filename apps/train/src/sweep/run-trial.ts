import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { GradientError, setThreads } from '@sobolev/core'
import { z } from 'zod'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load.ts'
import { DivergedError, InputError } from '../errors.ts'
import type { Invocation } from '../run/environment.ts'
import { InterruptedError } from '../run/interrupted-error.ts'
import { type Prepared, prepare } from '../train/prepare.ts'
import type { RunResult } from '../train/records.ts'
import { type RunListener, runTraining } from '../train/run-training.ts'
import { startRun } from '../train/start-run.ts'
import { type Attempt, beginAttempt, lastAttempt } from './attempts.ts'
import { identityOf } from './identity.ts'
import { type Outcome, readOutcome, writeOutcome } from './outcome.ts'
import { type TrialOrder, trialFolder } from './trial-order.ts'

/** Who hears of a trial while it goes, and how its process was called. */
export interface TrialListener extends Omit<RunListener, 'onStep'> {
  readonly onStep?: (fraction: number) => void
  readonly onPrepared?: (prepared: Prepared, runFolder: string) => void
  readonly invocation: Invocation
}

/**
 * Runs a trial in its own folder, unless it has been run: then its outcome is read. What killed attempts left
 * there is removed first.
 *
 * @returns null where another process is at it
 * @throws InputError where the folder holds the outcome of another trial; InterruptedError where the signal ended it;
 * WriteError where something could not be written, which is no fault of the trial
 */
export async function runTrial(
  order: TrialOrder,
  listener: TrialListener,
): Promise<Outcome | null> {
  const folder = trialFolder(order)
  const config = await loadConfig(order.config, order.settings, order.settingsBase)
  const identity = identityOf(config, order.settingsBase)
  const known = knownOutcome(order, identity)
  if (known !== null) return known
  const before = lastAttempt(folder)
  const attempt = beginAttempt(folder, identity)
  if (attempt === null) return null
  try {
    const adopted = before?.identity === identity ? finishedRun(order, config, attempt) : null
    if (adopted === null) removeRuns(folder)
    const outcome = adopted ?? (await train(order, config, attempt, listener))
    writeOutcome(folder, outcome)
    return outcome
  } finally {
    attempt.end()
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

async function train(
  order: TrialOrder,
  config: Config,
  attempt: Attempt,
  listener: TrialListener,
): Promise<Outcome> {
  const started = new Date()
  const folder = trialFolder(order)
  let data: readonly string[] = []
  const { signal } = listener
  try {
    const prepared = await prepare(config, { signal, onReading: () => attempt.beat() })
    data = prepared.dataset.sources.map(({ sha256 }) => sha256)
    setThreads(order.threads)
    const run = startRun(prepared, order.folder, listener.invocation)
    listener.onPrepared?.(prepared, run.path)
    const result = await runTraining(prepared, run, {
      ...listener,
      onStep(fraction) {
        attempt.beat()
        listener.onStep?.(fraction)
      },
    })
    if (result.status === 'interrupted')
      throw new InterruptedError(signal.reason, `stopped after ${result.steps} steps`)
    return outcomeOf(order, { attempt, config, started: started.toISOString(), data }, result)
  } catch (error) {
    const isOfTrial =
      error instanceof InputError ||
      error instanceof DivergedError ||
      error instanceof GradientError
    if (!isOfTrial) throw error
    return {
      ...described(order, { attempt, config, started: started.toISOString(), data }),
      state: error instanceof DivergedError ? 'diverged' : 'failed',
      message: error.message,
      validation: {},
      digest: null,
      run: runsIn(folder).at(-1) ?? null,
      epochs: 0,
      seconds: (Date.now() - started.getTime()) / 1000,
    }
  }
}

interface Circumstances {
  readonly attempt: Attempt
  readonly config: Config
  readonly started: string
  readonly data: readonly string[]
}

function described(
  { index, point, round, seed, parameters, settingsBase }: TrialOrder,
  { attempt, config, started, data }: Circumstances,
): Pick<
  Outcome,
  'index' | 'point' | 'round' | 'seed' | 'parameters' | 'identity' | 'attempts' | 'started' | 'data'
> {
  return {
    ...{ index, point, round, seed, parameters },
    identity: identityOf(config, settingsBase),
    attempts: attempt.number,
    started,
    data: [...data],
  }
}

/** What a run's result and environment are read for; both are files of this program. */
const resultSchema = z.object({
  status: z.string(),
  validation: z.record(z.string(), z.number().nullable()).nullable(),
  digest: z.string(),
  epochs: z.number(),
  seconds: z.number(),
})
const environmentSchema = z.object({
  started: z.string(),
  data: z.array(z.object({ sha256: z.string() })),
})

function outcomeOf(
  order: TrialOrder,
  circumstances: Circumstances,
  {
    validation,
    digest,
    epochs,
    seconds,
  }: Pick<RunResult, 'validation' | 'digest' | 'epochs' | 'seconds'>,
): Outcome {
  return {
    ...described(order, circumstances),
    state: 'finished',
    message: null,
    validation: { ...validation },
    digest,
    run: runsIn(trialFolder(order)).at(-1) ?? null,
    epochs,
    seconds,
  }
}

/** The outcome of a run that was finished just before its process was killed. */
function finishedRun(order: TrialOrder, config: Config, attempt: Attempt): Outcome | null {
  const folder = trialFolder(order)
  for (const run of runsIn(folder)) {
    const result = resultSchema.safeParse(jsonIn(join(folder, run, 'result.json')))
    const environment = environmentSchema.safeParse(jsonIn(join(folder, run, 'environment.json')))
    if (!result.success || !environment.success || result.data.status === 'interrupted') continue
    const { started, data } = environment.data
    const sources = data.map(({ sha256 }) => sha256)
    return outcomeOf(order, { attempt, config, started, data: sources }, result.data)
  }
  return null
}

/** The runs in a trial's folder, the latest last. */
function runsIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort()
}

function removeRuns(folder: string): void {
  for (const run of runsIn(folder)) rmSync(join(folder, run), { recursive: true })
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
