import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { csvText } from '../data/csv-text.ts'
import { writeTextAtomic } from '../run/atomic-write.ts'
import { jsonText } from '../run/json-text.ts'
import { journalText } from './optuna-journal.ts'
import type { Outcome } from './outcome.ts'
import { type PointResult, ranked } from './ranking.ts'
import type { Sweep } from './sweep.ts'
import { trialCount, trialName } from './trials.ts'

/** What a sweep came to so far; `sweep.json`, and what `--json` prints. */
export interface SweepResults {
  readonly name: string
  readonly folder: string
  readonly objective: Sweep['objective']
  /** How many trials there are, and how many ended how. */
  readonly trials: number
  readonly finished: number
  readonly diverged: number
  readonly failed: number
  /** By number. */
  readonly missing: readonly number[]
  /** The best point; null where none has a value. */
  readonly best: PointResult | null
  /** From the best to the worst; of successive halving those of the last round first. */
  readonly points: readonly PointResult[]
  readonly outcomes: readonly Outcome[]
  /** SHA-256 over the numbers and digests of all trials: equal where two sweeps trained the same weights. */
  readonly digest: string
}

/** Puts together what the trials of a sweep came to. */
export function resultsOf(sweep: Sweep, outcomes: readonly Outcome[]): SweepResults {
  const inOrder = outcomes.toSorted((a, b) => a.index - b.index)
  const count = (state: Outcome['state']): number =>
    inOrder.filter((outcome) => outcome.state === state).length
  const rounds = [...new Set(inOrder.map(({ round }) => round))].sort((a, b) => b - a)
  const seen = new Set<number>()
  const points = rounds
    .flatMap((round) =>
      ranked(
        inOrder.filter((outcome) => outcome.round === round),
        sweep.objective,
      ),
    )
    .filter(({ point }) => !seen.has(point) && seen.add(point))
  const done = new Set(inOrder.map(({ index }) => index))
  const trials = trialCount(sweep)
  const lines = inOrder.map(({ index, state, digest }) => `${index} ${digest ?? state}\n`)
  const [best] = points
  return {
    name: sweep.name,
    folder: sweep.folder,
    objective: sweep.objective,
    trials,
    finished: count('finished'),
    diverged: count('diverged'),
    failed: count('failed'),
    missing: [...Array(trials).keys()].filter((index) => !done.has(index)),
    best: best?.mean === null || best === undefined ? null : best,
    points,
    outcomes: inOrder,
    digest: createHash('sha256').update(lines.join('')).digest('hex'),
  }
}

/** Writes `sweep.json`, `trials.csv` and `optuna.log` into the sweep's folder. */
export function writeResults(sweep: Sweep, results: SweepResults): void {
  writeTextAtomic(join(sweep.folder, 'sweep.json'), jsonText(results))
  writeTextAtomic(join(sweep.folder, 'trials.csv'), trialsCsv(sweep, results))
  writeTextAtomic(join(sweep.folder, 'optuna.log'), journalText(sweep, results))
}

/** A row for each trial; cells that a spreadsheet would take for a formula begin with an apostrophe. */
function trialsCsv(sweep: Sweep, { outcomes }: SweepResults): string {
  const metrics = [...new Set(outcomes.flatMap(({ validation }) => Object.keys(validation)))]
  const paths = sweep.parameters.map(({ path }) => path)
  const rounds = sweep.rounds.length === 1 ? [] : ['round']
  const header = [
    ...['trial', 'point', ...rounds, 'seed', ...paths, 'state', ...metrics],
    ...['epochs', 'seconds', 'digest', 'run', 'message'],
  ]
  const rows = outcomes.map((outcome) => [
    ...[outcome.index, outcome.point, ...rounds.map(() => outcome.round), outcome.seed],
    ...paths.map((path) => cellOf(outcome.parameters[path])),
    outcome.state,
    ...metrics.map((metric) => outcome.validation[metric] ?? ''),
    ...[outcome.epochs, outcome.seconds, outcome.digest ?? ''],
    outcome.run === null ? '' : `${trialName(outcome.index)}/${outcome.run}`,
    outcome.message ?? '',
  ])
  return csvText([header, ...rows])
}

function cellOf(value: unknown): string | number | boolean {
  if (value === null) return ''
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  return JSON.stringify(value) ?? ''
}
