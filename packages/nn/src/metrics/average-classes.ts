import { option } from '../catalogue/option.ts'
import type { GuessCounts } from './count-guesses.ts'

/** How the scores of classes become one. */
export const averageOption = option.choice({
  values: ['macro', 'weighted', 'binary'],
  default: 'macro',
  words:
    'macro, the mean of the classes; weighted, by how many examples are of each; binary, only the second of two classes',
})

/** How the scores of classes become one. */
export interface AverageOptions {
  readonly average: 'macro' | 'weighted' | 'binary'
}

/** Of one class: how many examples are of it, were taken for it, and both. */
export interface ClassCounts {
  readonly trues: number
  readonly guesses: number
  readonly hits: number
}

/**
 * A score of each class, brought to one as scikit-learn does: of the classes that some example is of or was taken
 * for. NaN for no examples. Throws a RangeError for `binary` with other than two classes.
 */
export function averageClasses(
  metric: string,
  { examples, trues, guesses, hits }: GuessCounts,
  { average }: AverageOptions,
  scoreOf: (counts: ClassCounts) => number,
): number {
  if (average === 'binary' && trues.length !== 2)
    throw new RangeError(
      `${metric}: average must be macro or weighted unless there are 2 classes, got binary with ${trues.length}`,
    )
  if (examples === 0) return Number.NaN
  let sum = 0
  let weights = 0
  for (const [label, count] of trues.entries()) {
    const counts = { trues: count, guesses: guesses[label] ?? 0, hits: hits[label] ?? 0 }
    const isMeant = average === 'binary' ? label === 1 : count + counts.guesses > 0
    if (!isMeant) continue
    const weight = average === 'weighted' ? count : 1
    sum += weight * scoreOf(counts)
    weights += weight
  }
  return sum / weights
}

/** The quotient; 0 where it would be 0 / 0. */
export const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
