import { formatFigure, formatNumber } from '../cli/format-number.ts'
import type { Outcome } from '../sweep/outcome.ts'
import { type PointResult, ranked } from '../sweep/ranking.ts'
import { promoted, type SweepEnd } from '../sweep/run-sweep.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { resultsOf, type SweepResults } from '../sweep/sweep-results.ts'
import { firstPoints } from '../sweep/trials.ts'
import { compareFinalists, type Finalist } from './compare-finalists.ts'
import { type Effect, effectsOf } from './effects.ts'
import { START } from './tune-sweep.ts'

/** What a search came to. */
export interface TuneResults
  extends Pick<
    SweepResults,
    | 'name'
    | 'folder'
    | 'objective'
    | 'trials'
    | 'finished'
    | 'diverged'
    | 'failed'
    | 'points'
    | 'digest'
  > {
  /** Why it ended: `budget`, before its last round. */
  readonly end: SweepEnd
  /** The last round that is complete, counted from 1, of how many. */
  readonly rounds: readonly [complete: number, all: number]
  /** The points of that round, from the best to the worst. */
  readonly finalists: readonly Finalist[]
  /** The best of them that is better than the config as it was beyond the spread over seeds; else that config. */
  readonly winner: Finalist
  /** Whether the winner is better than the config as it was, and by how much, as a sentence. */
  readonly verdict: string
  readonly effects: readonly Effect[]
}

/** Puts together what the trials of a search came to; null where not even its first round is complete. */
export function tuneResults(
  sweep: Sweep,
  outcomes: readonly Outcome[],
  end: SweepEnd,
): TuneResults | null {
  const ofRound = (round: number): Outcome[] => outcomes.filter((one) => one.round === round)
  const isComplete = (round: number): boolean => {
    const points = round === 0 ? firstPoints(sweep) : promoted(sweep, round - 1, ofRound(round - 1))
    const seeds = sweep.rounds[round]?.seeds.length ?? 0
    return points.length > 0 && ofRound(round).length === points.length * seeds
  }
  const last = sweep.rounds.findLastIndex((_, round) => isComplete(round))
  if (last < 0) return null
  const finalists = compareFinalists(sweep, ofRound(last))
  const [best] = finalists
  if (best === undefined || best.mean === null) return null
  const winner = winnerOf(finalists, best)
  const { name, folder, objective, trials, finished, diverged, failed, points, digest } = resultsOf(
    sweep,
    outcomes,
  )
  return {
    ...{ name, folder, objective, trials, finished, diverged, failed, points, digest, end },
    rounds: [last + 1, sweep.rounds.length],
    finalists,
    winner,
    verdict: verdictOf(sweep, finalists, winner, best),
    effects: effectsOf(ranked(ofRound(0), sweep.objective).filter(hasValue)),
  }
}

const hasValue = ({ mean }: PointResult): boolean => mean !== null

/** The best that is better than the config as it was; that config where none is, and the best where none can be compared. */
function winnerOf(finalists: readonly Finalist[], best: Finalist): Finalist {
  const better = finalists.find(({ difference }) => difference?.verdict === 'better')
  const start = finalists.find(({ point, mean }) => point === START && mean !== null)
  const isTold = finalists.some(
    ({ difference }) => difference !== null && difference.verdict !== 'too few seeds',
  )
  return better ?? (isTold ? (start ?? best) : best)
}

function verdictOf(
  { objective: { metric } }: Sweep,
  finalists: readonly Finalist[],
  winner: Finalist,
  best: Finalist,
): string {
  const start = finalists.find(({ point }) => point === START)
  if (best.point === START)
    return `Nothing that was tried is better than the config as it was: ${metric} ${meanText(best)}.`
  const shown = winner.point === START ? best : winner
  const seeds = shown.values.length
  const before = start?.mean == null ? 'the config as it was, which has none' : meanText(start)
  const both = `${metric} ${meanText(shown)} against ${before}`
  const { difference = null } = shown
  if (difference === null || difference.verdict === 'too few seeds')
    return `${both}, of ${seeds === 1 ? 'one seed, which does' : `${seeds} seeds, which do`} not tell a difference from chance.`
  const interval =
    difference.interval === null
      ? ''
      : ` (from ${difference.interval.map(formatNumber).join(' to ')})`
  const size = `${formatNumber(difference.difference)}${interval} over ${seeds} seeds`
  return difference.verdict === 'better'
    ? `Better than the config as it was: ${both}, a difference of ${size}.`
    : `No difference beyond the spread over seeds: ${both}, a difference of ${size}. The config stays as it was.`
}

/** A mean with its spread over seeds. */
export const meanText = ({ mean, spread }: Pick<PointResult, 'mean' | 'spread'>): string =>
  spread === null ? formatFigure(mean) : `${formatFigure(mean)} ± ${formatNumber(spread)}`
