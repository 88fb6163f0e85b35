import { dirname, join } from 'node:path'
import type { Sweep } from './sweep.ts'
import { settingsOf, type Trial, trialName } from './trials.ts'

/** All that a process needs to know to run a trial; plain data, which JSON carries. */
export interface TrialOrder {
  readonly index: number
  readonly point: number
  readonly round: number
  readonly seed: number
  /** The values of the parameters by their paths. */
  readonly parameters: Readonly<Record<string, unknown>>
  /** The config's file. */
  readonly config: string
  /** What is changed in it, as `--set` takes it. */
  readonly settings: readonly string[]
  /** Where relative paths in the settings start. */
  readonly settingsBase: string
  /** The sweep's folder, in which the trial's own lies. */
  readonly folder: string
  /** The name of the trial's folder. */
  readonly name: string
  /** The metric of the objective. */
  readonly metric: string
  readonly threads: number | 'auto'
}

/** The order to run a trial of a sweep. */
export function orderOf(sweep: Sweep, trial: Trial, threads: number | 'auto'): TrialOrder {
  const { index, point, round, seed, values } = trial
  return {
    ...{ index, point, round, seed },
    parameters: Object.fromEntries(sweep.parameters.map(({ path }, i) => [path, values[i]])),
    config: sweep.config,
    settings: settingsOf(sweep, trial),
    settingsBase: dirname(sweep.file),
    folder: sweep.folder,
    name: trialName(index),
    metric: sweep.objective.metric,
    threads,
  }
}

/** The folder of a trial, which holds its run. */
export const trialFolder = ({ folder, name }: Pick<TrialOrder, 'folder' | 'name'>): string =>
  join(folder, name)
