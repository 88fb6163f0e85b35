import { basename, join } from 'node:path'
import type { Config } from '../config/config.ts'
import { listed } from '../config/show.ts'
import { InputError } from '../errors.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { ConfigDraft } from './config-draft.ts'
import { doseText, take } from './ingredient.ts'
import { parametersOf, pointsOfSearch } from './points-of-search.ts'
import type { TuneStart } from './start-tuning.ts'
import type { TunePlan } from './tune-plan.ts'

/** Where a search lies, and what it goes by. */
export interface TuneOptions {
  readonly path: string
  readonly set: readonly string[]
  readonly folder: string
  readonly objective: Sweep['objective']
}

/** How much longer than planned trials may take before no further one is begun. */
const PATIENCE = 2

/** The point that is the config as it is. */
export const START = 0

/** A search for a cocktail as a sweep: points of ingredients, of which the first leaves the config as it is. */
export function tuneSweep(
  { config, written, settingsBase, ingredients }: TuneStart,
  { points, rounds, minutes, measured }: TunePlan,
  { path, set, folder, objective }: TuneOptions,
): Sweep {
  return {
    name: config.name,
    file: join(settingsBase, basename(path)),
    config: path,
    folder,
    fixed: set,
    parameters: parametersOf(ingredients),
    changesOf(values, epochs) {
      const draft = new ConfigDraft(written)
      for (const [index, ingredient] of ingredients.entries())
        take(ingredient, values[index], draft, epochs ?? config.training.epochs)
      return draft.settings
    },
    sample: { kind: 'sobol', seed: 0, first: pointsOfSearch(ingredients, points) },
    rounds,
    kept: [START],
    objective,
    budget: {
      trials: Number.POSITIVE_INFINITY,
      seconds:
        minutes === null || measured === null
          ? Number.POSITIVE_INFINITY
          : PATIENCE * 60 * minutes * measured.cores,
      overhead: measured?.overhead ?? 0,
    },
    failures: { diverged: 'skip', failed: 'skip' },
  }
}

/** What a point does, such as `dropout 0.21, without mixup`. */
export function pointText(parameters: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(parameters).flatMap(([name, dose]) => doseText(name, dose) ?? [])
  return parts.length === 0 ? 'the config as it is' : parts.join(', ')
}

/**
 * Which way a metric of the validation part is better.
 *
 * @param measured the names of what a run measures
 * @throws InputError for one that is not measured, or of which nobody can say
 */
export function objectiveFor(
  metric: string,
  { catalogue, metrics }: Config,
  measured: readonly string[],
): Sweep['objective'] {
  if (!measured.includes(metric))
    throw new InputError({
      place: `--objective ${metric}`,
      message: `a run measures ${listed(measured)}; to measure another, name it under metrics in the config`,
    })
  const method = metrics.byName.get(metric)?.method ?? metric
  const better = catalogue.of('metric').get(method)?.better
  return { metric, direction: better === 'larger' ? 'maximize' : 'minimize' }
}
