import { sort, type Tensor, tensor } from '@sobolev/core'
import type { PredictedColumn, Predictions } from '../catalogue/facts.ts'
import { option } from '../catalogue/option.ts'
import { matchSeveral, matchTargets } from './loss.ts'

/** One quantile, or several in rising order. */
export type Levels = number | readonly number[]

export const levelsOption = option.numbers({
  above: 0,
  below: 1,
  default: 0.5,
  words: 'the share of targets that should be below the output; a list for several outputs',
})

/** What outputs lack of the targets, negative where they are too high, [n, ...] or [n, ..., levels]. */
export function shortfalls(method: string, outputs: Tensor, targets: Tensor, q: Levels): Tensor {
  if (typeof q === 'number') return matchTargets(method, outputs, targets).sub(outputs)
  const wanted = matchSeveral(method, outputs, targets, q.length, 'one for each quantile')
  return wanted
    .reshape([...wanted.shape, 1])
    .broadcastTo(outputs.shape)
    .sub(outputs)
}

/** The levels as what outputs [n, ..., levels] can be multiplied with, and 1 minus each. */
export function levelFactors(
  q: Levels,
  { dtype }: Tensor,
): readonly [Tensor | number, Tensor | number] {
  if (typeof q === 'number') return [q, 1 - q]
  const as = (levels: readonly number[]): Tensor =>
    tensor(levels, { dtype: dtype === 'float64' ? 'float64' : 'float32' })
  return [as(q), as(q.map((level) => 1 - level))]
}

/** The name of the column of a quantile. */
export const quantileColumn = (level: number): string => `quantile_${level}`

/**
 * A column for each quantile, in rising order: where outputs cross they change places, which brings them nearer to the
 * quantiles (Chernozhukov, Fernández-Val & Galichon 2010). The prediction is the quantile nearest to the median.
 */
export function quantilePredictions(levels: readonly number[]): Predictions {
  const column =
    (index: number): PredictedColumn['of'] =>
    (outputs) =>
      sort(outputs, 1).slice([null, index])
  const distance = (level: number): number => Math.abs(level - 0.5)
  const middle = levels.reduce(
    (best, level, i) => (distance(level) < distance(levels[best] ?? 0) ? i : best),
    0,
  )
  return {
    outputs: levels.length,
    columns: [
      { name: 'prediction', of: column(middle) },
      ...levels.map((level, i) => ({ name: quantileColumn(level), of: column(i) })),
    ],
  }
}
