import { pointOf } from './points.ts'
import type { Round, Sweep } from './sweep.ts'

/** One training of a sweep: a point with a seed. */
export interface Trial {
  /** From 0, in the order in which they are begun. */
  readonly index: number
  readonly point: number
  readonly seed: number
  /** From 0. */
  readonly round: number
  /** The values of the parameters. */
  readonly values: readonly unknown[]
}

/** The points that a sweep begins with, by number. */
export const firstPoints = ({ rounds }: Pick<Sweep, 'rounds'>): number[] => [
  ...Array(rounds[0]?.points ?? 0).keys(),
]

/** How many trials some rounds have. */
const trialsIn = (rounds: readonly Round[]): number =>
  rounds.reduce((sum, { points, seeds }) => sum + points * seeds.length, 0)

/** How many trials a sweep has at most. */
export const trialCount = ({ rounds, budget }: Sweep): number =>
  Math.min(trialsIn(rounds), budget.trials)

/** The round of a trial. */
export const roundOf = ({ rounds }: Sweep, index: number): number =>
  rounds.findIndex((_, round) => index < trialsIn(rounds.slice(0, round + 1)))

/**
 * The trials of a round, in order, as far as the budget of trials goes.
 *
 * @param points those that are left, by number
 */
export function trialsOf(sweep: Sweep, round: number, points: readonly number[]): Trial[] {
  const { rounds, parameters, sample, budget } = sweep
  const seeds = rounds[round]?.seeds ?? []
  const first = trialsIn(rounds.slice(0, round))
  const trials = points.flatMap((point, slot) => {
    const begin = first + slot * seeds.length
    if (begin >= budget.trials) return []
    const values = pointOf(point, parameters, sample)
    return seeds.map((seed, i) => ({ index: begin + i, point, seed, round, values }))
  })
  return trials.filter(({ index }) => index < budget.trials)
}

/** What a trial changes in the config, as `--set` takes it. */
export function settingsOf(sweep: Sweep, trial: Trial): string[] {
  const { epochs } = sweep.rounds[trial.round] ?? { epochs: null }
  return [
    ...pointSettings(sweep, trial.values, epochs),
    ...(epochs === null ? [] : [`training.epochs=${epochs}`]),
    `seed=${trial.seed}`,
    `name=${trialName(trial.index)}`,
  ]
}

/** What a point changes in the config. */
export function pointSettings(
  { fixed, parameters, changesOf }: Pick<Sweep, 'fixed' | 'parameters' | 'changesOf'>,
  values: readonly unknown[],
  epochs: number | null,
): string[] {
  const changes =
    changesOf?.(values, epochs) ?? parameters.map(({ path }, i) => setting(path, values[i]))
  return [...fixed, ...changes]
}

/** A path and a value as `--set` takes them: JSON is YAML. */
export const setting = (path: string, value: unknown): string => `${path}=${JSON.stringify(value)}`

/** The name of a trial's folder. */
export const trialName = (index: number): string => `trial-${String(index).padStart(4, '0')}`
