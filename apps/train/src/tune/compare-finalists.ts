import { RandomDraws } from '../compare/random-draws.ts'
import { FEWEST, isReal, pairedDifference } from '../compare/sample-difference.ts'
import { studentQuantile } from '../compare/student-t.ts'
import type { Outcome } from '../sweep/outcome.ts'
import { type PointResult, ranked } from '../sweep/ranking.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { START } from './tune-sweep.ts'

/** What a point of the last round came to beside the config as it is. */
export interface Finalist extends PointResult {
  /** Null for the config as it is. */
  readonly difference: FinalDifference | null
}

/** How far a point is from the config as it is, over the same seeds. */
interface FinalDifference {
  /** Of the means; below 0 where the point's is smaller. */
  readonly difference: number
  /** Of 95 %, for all points of the round together; null of too few seeds. */
  readonly interval: readonly [low: number, high: number] | null
  readonly verdict: 'better' | 'worse' | 'no difference' | 'too few seeds'
}

/** How often a difference is to be seen though there is none. */
export const LEVEL = 0.05

/**
 * The points of the last round, from the best to the worst, each compared seed by seed with the config as it is; what
 * is called a difference is one even though the best of several is looked at.
 */
export function compareFinalists(
  { objective }: Pick<Sweep, 'objective'>,
  outcomes: readonly Outcome[],
): Finalist[] {
  const draws = new RandomDraws(0)
  const valuesOf = (point: number): Map<number, number> =>
    new Map(
      outcomes.flatMap((outcome) => {
        const value = outcome.validation[objective.metric]
        const counts = outcome.point === point && outcome.state === 'finished'
        return counts && typeof value === 'number' ? [[outcome.seed, value] as const] : []
      }),
    )
  const start = valuesOf(START)
  const measured = ranked(outcomes, objective).map((result) => {
    const pairs = [...valuesOf(result.point)].flatMap(([seed, value]) => {
      const before = start.get(seed)
      return before === undefined ? [] : [{ before, value }]
    })
    const isCompared = result.point !== START && pairs.length >= FEWEST
    const found = isCompared
      ? pairedDifference(
          pairs.map(({ before }) => before),
          pairs.map(({ value }) => value),
          LEVEL,
          draws,
        )
      : null
    return { result, pairs, found }
  })
  const looks = measured.flatMap(({ found }) => found ?? [])
  return measured.map(({ result, pairs, found }): Finalist => {
    if (result.point === START) return { ...result, difference: null }
    if (found === null) {
      const difference =
        pairs.reduce((sum, { before, value }) => sum + value - before, 0) / pairs.length
      return { ...result, difference: { difference, interval: null, verdict: 'too few seeds' } }
    }
    const { difference, error, degrees, p } = found
    // By Bonferroni, as is the interval, so that both say the same.
    const half = studentQuantile(LEVEL / looks.length, degrees) * error
    const isBetter = objective.direction === 'maximize' ? difference > 0 : difference < 0
    const verdict = isReal(found, Math.min(1, p * looks.length), LEVEL)
      ? isBetter
        ? 'better'
        : 'worse'
      : 'no difference'
    const interval = [difference - half, difference + half] as const
    return { ...result, difference: { difference, interval, verdict } }
  })
}
