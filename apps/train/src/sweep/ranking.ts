import type { Outcome } from './outcome.ts'
import type { Sweep } from './sweep.ts'

/** What the trials of a point came to. */
export interface PointResult {
  readonly point: number
  readonly round: number
  readonly parameters: Readonly<Record<string, unknown>>
  /** The objective of each finished trial, by the order of seeds. */
  readonly values: readonly number[]
  /** Over the seeds; null where there is no value. */
  readonly mean: number | null
  /** The standard deviation over the seeds, with n − 1; null of fewer than two. */
  readonly spread: number | null
  /** Trials that diverged, failed, or have no value. */
  readonly without: number
}

/**
 * The points of a round from the best to the worst, by the mean over their seeds. Points with a trial that gave no
 * value come after those without one; of equal points the one with the lower number comes first. So the order depends
 * on the outcomes, and not on the order in which they arrived.
 */
export function ranked(
  outcomes: readonly Outcome[],
  { metric, direction }: Sweep['objective'],
): PointResult[] {
  const byPoint = new Map<number, Outcome[]>()
  for (const outcome of outcomes.toSorted((a, b) => a.index - b.index)) {
    const list = byPoint.get(outcome.point) ?? []
    list.push(outcome)
    byPoint.set(outcome.point, list)
  }
  const sign = direction === 'maximize' ? -1 : 1
  return [...byPoint]
    .map(([point, list]): PointResult => {
      const values = list.flatMap(({ state, validation }) => {
        const value = validation[metric]
        return state === 'finished' && typeof value === 'number' ? [value] : []
      })
      const { round = 0, parameters = {} } = list[0] ?? {}
      const mean = meanOf(values)
      const spread = mean === null ? null : deviation(values, mean)
      return {
        point,
        round,
        parameters,
        values,
        mean,
        spread,
        without: list.length - values.length,
      }
    })
    .sort(
      (a, b) =>
        Number(a.mean === null) - Number(b.mean === null) ||
        Number(a.without > 0) - Number(b.without > 0) ||
        sign * ((a.mean ?? 0) - (b.mean ?? 0)) ||
        a.point - b.point,
    )
}

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

function deviation(values: readonly number[], mean: number): number | null {
  if (values.length < 2) return null
  const squares = values.map((value) => (value - mean) * (value - mean))
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / (values.length - 1))
}
