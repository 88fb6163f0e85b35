import { setTimeout } from 'node:timers/promises'
import { writtenConfig } from '../config/write.ts'
import { DivergedError, InputError } from '../errors.ts'
import { InterruptedError } from '../run/interrupted-error.ts'
import { configOf } from './check-points.ts'
import { identityOf } from './identity.ts'
import { type Outcome, readOutcome, writeOutcome } from './outcome.ts'
import { ProcessDied } from './process-died.ts'
import { ranked } from './ranking.ts'
import { failedTrial, knownOutcome } from './run-trial.ts'
import type { Sweep } from './sweep.ts'
import { orderOf, type TrialOrder, trialFolder } from './trial-order.ts'
import { firstPoints, settingsOf, type Trial, trialsOf } from './trials.ts'

/** What runs trials: processes on this machine, or workers on others. */
export interface TrialExecutor {
  /** How many trials it takes at once. */
  readonly slots: number
  /**
   * Runs a trial in its folder.
   *
   * @returns null where another process is at it
   * @throws InterruptedError after `stop`; ProcessDied where what ran it is gone
   */
  run(order: TrialOrder, onStep: (fraction: number) => void): Promise<Outcome | null>
  /** Ends the trials at hand, each after its step. */
  stop(signal: string): void
  /** Lets go of what it holds, once no trial runs. */
  close(): void
}

/** Who hears of a sweep while it goes. */
export interface SweepListener {
  /** Stops the sweep, and the trials at hand after their steps. */
  readonly signal: AbortSignal
  /** Hears of every outcome, of those that were there already too. */
  readonly onOutcome: (outcome: Outcome, wasKnown: boolean) => void
  /** Hears how far a running trial has come. */
  readonly onStep: (index: number, fraction: number) => void
}

/** Why a sweep ended. */
export type SweepEnd = 'finished' | 'budget'

/** How often a trial is begun whose process dies of itself. */
const MAX_DEATHS = 2
/** Milliseconds between looks at trials that other processes run. */
const patience = 1000

/**
 * Runs the trials of a sweep that have no outcome yet, round by round. Which trials a round has depends on the
 * outcomes of the round before alone: not on the number of processes, nor on the order in which they finish.
 *
 * @throws InputError or DivergedError of a trial whose failure is fatal by choice; InterruptedError once the trials at
 * hand have ended in order
 */
export async function runSweep(
  sweep: Sweep,
  executor: TrialExecutor,
  threads: number | 'auto',
  listener: SweepListener,
): Promise<{ readonly end: SweepEnd; readonly outcomes: readonly Outcome[] }> {
  const outcomes: Outcome[] = []
  const stop = (): void => executor.stop(String(listener.signal.reason))
  listener.signal.addEventListener('abort', stop)
  try {
    let points = firstPoints(sweep)
    for (const [round] of sweep.rounds.entries()) {
      const trials = trialsOf(sweep, round, points)
      const ofRound = await runRound(sweep, trials, outcomes, { executor, threads, listener })
      outcomes.push(...ofRound)
      if (ofRound.length < trials.length) return { end: 'budget', outcomes }
      points = promoted(sweep, round, ofRound)
      if (points.length === 0) break
    }
    return { end: 'finished', outcomes }
  } finally {
    listener.signal.removeEventListener('abort', stop)
    executor.close()
  }
}

/** The points that go on to the next round, by number: those that always do, and the best of the others. */
export function promoted(sweep: Sweep, round: number, outcomes: readonly Outcome[]): number[] {
  const { rounds, kept = [], objective } = sweep
  const points = ranked(outcomes, objective)
    .filter(({ mean }) => mean !== null)
    .map(({ point }) => point)
  const isKept = (point: number): boolean => kept.includes(point)
  return [...points.filter(isKept), ...points.filter((point) => !isKept(point))]
    .slice(0, rounds[round + 1]?.points ?? 0)
    .sort((a, b) => a - b)
}

/** The outcome of a trial in the sweep's folder; null where it has none. */
export async function outcomeIn(sweep: Sweep, trial: Trial): Promise<Outcome | null> {
  const order = orderOf(sweep, trial, 1)
  if (readOutcome(trialFolder(order)) === null) return null
  const config = await configOf(sweep, settingsOf(sweep, trial))
  return knownOutcome(order, identityOf(writtenConfig(config), order.settingsBase))
}

interface RoundOptions {
  readonly executor: TrialExecutor
  readonly threads: number | 'auto'
  readonly listener: SweepListener
}

/** The outcomes of a round, fewer than its trials where the budget of time ran out. */
async function runRound(
  sweep: Sweep,
  trials: readonly Trial[],
  before: readonly Outcome[],
  { executor, threads, listener }: RoundOptions,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const { overhead = 0, seconds: most } = sweep.budget
  let seconds = before.reduce((sum, outcome) => sum + outcome.seconds + overhead, 0)
  const failures: Error[] = []
  const keep = (outcome: Outcome, wasKnown: boolean): void => {
    outcomes.push(outcome)
    seconds += outcome.seconds + overhead
    listener.onOutcome(outcome, wasKnown)
    const { state, index, message } = outcome
    if (state === 'finished' || sweep.failures[state] === 'skip') return
    const words = `trial ${index} ${state}: ${message}; failures: skip would go on`
    failures.push(state === 'diverged' ? new DivergedError(words) : new InputError(words))
    executor.stop('SIGTERM')
  }
  const waiting: Trial[] = []
  for (const trial of trials) {
    const known = await outcomeIn(sweep, trial)
    if (known === null) waiting.push(trial)
    else keep(known, true)
  }
  const isOver = (): boolean => failures.length > 0 || listener.signal.aborted || seconds >= most
  const deaths = new Map<number, number>()

  const runOne = async (trial: Trial): Promise<void> => {
    const order = orderOf(sweep, trial, threads)
    const onStep = (fraction: number): void => listener.onStep(trial.index, fraction)
    try {
      const outcome = await executor.run(order, onStep)
      if (outcome !== null) keep(outcome, false)
      else await setTimeout(patience).then(() => waiting.push(trial))
    } catch (error) {
      if (error instanceof InterruptedError) return
      if (!(error instanceof ProcessDied)) {
        failures.push(error instanceof Error ? error : new Error(String(error)))
        executor.stop('SIGTERM')
        return
      }
      const times = (deaths.get(trial.index) ?? 0) + 1
      deaths.set(trial.index, times)
      if (times < MAX_DEATHS) waiting.unshift(trial)
      else keep(await diedTrial(sweep, trial, order, error.message), false)
    }
  }
  const worker = async (): Promise<void> => {
    for (let trial = waiting.shift(); trial !== undefined; trial = waiting.shift()) {
      if (isOver()) return
      await runOne(trial)
    }
  }
  await Promise.all(Array.from({ length: executor.slots }, worker))
  const [failure] = failures
  if (failure !== undefined) throw failure
  if (listener.signal.aborted) throw new InterruptedError(listener.signal.reason)
  return outcomes.sort((a, b) => a.index - b.index)
}

/** The outcome of a trial whose processes die. */
async function diedTrial(
  sweep: Sweep,
  trial: Trial,
  order: TrialOrder,
  message: string,
): Promise<Outcome> {
  const config = await configOf(sweep, settingsOf(sweep, trial))
  const identity = identityOf(writtenConfig(config), order.settingsBase)
  const outcome = failedTrial(order, identity, 'failed', message)
  writeOutcome(trialFolder(order), outcome)
  return outcome
}
