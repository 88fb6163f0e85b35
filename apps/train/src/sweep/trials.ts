import { pointOf } from './points.ts'
import type { Sweep } from './sweep.ts'

/** One training of a sweep: a point with a seed. */
export interface Trial {
  /** From 0, in the order in which they are begun. */
  readonly index: number
  readonly point: number
  readonly seed: number
  /** The round of successive halving, from 0; 0 elsewhere. */
  readonly round: number
  /** The values of the parameters. */
  readonly values: readonly unknown[]
}

/** How many points each round has. */
export function roundSizes({ points, halving }: Sweep): number[] {
  const sizes = [points]
  for (const _ of halving?.epochs.slice(1) ?? []) {
    const before = sizes.at(-1) ?? 0
    sizes.push(Math.max(1, Math.ceil(before / (halving?.factor ?? 1))))
  }
  return sizes
}

/** How many trials a sweep has at most. */
export function trialCount(sweep: Sweep): number {
  const points = roundSizes(sweep).reduce((sum, size) => sum + size, 0)
  return Math.min(points * sweep.seeds.length, sweep.budget.trials)
}

/** The round of a trial. */
export function roundOf(sweep: Sweep, index: number): number {
  const sizes = roundSizes(sweep)
  const trialsThrough = (round: number): number =>
    sizes.slice(0, round + 1).reduce((sum, size) => sum + size, 0) * sweep.seeds.length
  return sizes.findIndex((_, round) => index < trialsThrough(round))
}

/**
 * The trials of a round, in order, as far as the budget of trials goes.
 *
 * @param points those that are left, by number
 */
export function trialsOf(sweep: Sweep, round: number, points: readonly number[]): Trial[] {
  const { seeds, parameters, sample, budget } = sweep
  const before = roundSizes(sweep).slice(0, round)
  const first = before.reduce((sum, size) => sum + size, 0) * seeds.length
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
  const epochs = sweep.halving?.epochs[trial.round]
  return [
    ...pointSettings(sweep, trial.values),
    ...(epochs === undefined ? [] : [`training.epochs=${epochs}`]),
    `seed=${trial.seed}`,
    `name=${trialName(trial.index)}`,
  ]
}

/** What a point changes in the config. */
export function pointSettings(
  { fixed, parameters }: Pick<Sweep, 'fixed' | 'parameters'>,
  values: readonly unknown[],
): string[] {
  return [...fixed, ...parameters.map(({ path }, i) => setting(path, values[i]))]
}

/** A path and a value as `--set` takes them: JSON is YAML. */
export const setting = (path: string, value: unknown): string => `${path}=${JSON.stringify(value)}`

/** The name of a trial's folder. */
export const trialName = (index: number): string => `trial-${String(index).padStart(4, '0')}`
