import { listed } from '../config/show.ts'
import { didYouMean } from '../config/suggest.ts'
import { InputError } from '../errors.ts'
import { type Comparison, compareGroups } from './compare-groups.ts'
import { type ComparedRun, runLabel } from './compared-run.ts'
import { figureNames } from './figure-names.ts'
import { type Grouping, groupRuns, type RunGroup } from './group-runs.ts'
import type { RandomDraws } from './random-draws.ts'

/** What is asked of a comparison. */
export interface CompareRequest {
  /** `config`, or keys of the config; see `groupRuns`. */
  readonly by: readonly string[]
  /** The label of a group, or a run of it; the first group unless given. */
  readonly baseline: string | null
  /** Only these figures; all for an empty list. */
  readonly figures: readonly string[]
  /** How often a difference may be seen anywhere where there is none, such as 0.05. */
  readonly level: number
  /** Of the bootstrap and of random rearrangements. */
  readonly draws: RandomDraws
}

/** Groups of runs with all that was found out about them. */
export interface ComparedRuns extends Grouping {
  readonly baseline: RunGroup
  readonly comparison: Comparison
  readonly level: number
}

/**
 * Groups runs and compares their figures.
 *
 * @throws InputError for a key, figure or baseline that there is not
 */
export function compareRuns(runs: readonly ComparedRun[], request: CompareRequest): ComparedRuns {
  const grouping = groupRuns(runs, request.by)
  const baseline = baselineOf(grouping.groups, request.baseline)
  const names = figureNames(runs, request.figures)
  const { level, draws } = request
  const comparison = compareGroups(grouping.groups, baseline, names, level, draws)
  return { ...grouping, baseline, comparison, level }
}

function baselineOf(groups: readonly RunGroup[], wanted: string | null): RunGroup {
  const [first] = groups
  if (first === undefined) throw new InputError('compare: there must be a run, got none')
  if (wanted === null) return first
  const trimmed = wanted.replace(/[\\/]+$/, '')
  const isMeant = ({ label, runs }: RunGroup): boolean =>
    label === wanted ||
    runs.some((run) =>
      [run.id, run.path, runLabel(run), run.source, run.source?.replace(/[\\/]+$/, '')].some(
        (name) => name === trimmed,
      ),
    )
  const found = groups.filter(isMeant)
  const labels = groups.map(({ label }) => label)
  const [only] = found
  if (only !== undefined && found.length === 1) return only
  const message =
    found.length > 1
      ? `must be one group, got ${listed(found.map(({ label }) => label))}`
      : `there is no such group${didYouMean(wanted, labels) || `; there are ${listed(labels)}`}`
  throw new InputError({ place: `--baseline ${wanted}`, message })
}
