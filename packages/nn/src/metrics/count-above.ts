import type { Tensor } from '@sobolev/core'
import { checkColumns, checkTruths } from './check-rows.ts'

/** How many examples score at least as high as a threshold. */
export interface CountsAbove {
  /** A score that occurs. */
  readonly threshold: number
  readonly truePositives: number
  readonly falsePositives: number
}

/**
 * The counts for each score that occurs, the highest first; null for scores that are not numbers. Scores are [n] or
 * [n, 1], higher for the positive; targets are 0 or 1. Throws a ShapeError for other sizes, a RangeError for other
 * targets.
 */
export function countAbove(metric: string, scores: Tensor, targets: Tensor): CountsAbove[] | null {
  checkColumns(metric, scores, targets)
  checkTruths(metric, targets)
  const values = scores.data
  const truths = targets.data
  if (values.some(Number.isNaN)) return null
  const order = Array.from(values.keys()).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0))
  const counts: CountsAbove[] = []
  let truePositives = 0
  for (let begin = 0; begin < order.length; ) {
    const threshold = values[order[begin] ?? 0] ?? 0
    let end = begin
    while (end < order.length && values[order[end] ?? 0] === threshold)
      truePositives += truths[order[end++] ?? 0] ?? 0
    counts.push({ threshold, truePositives, falsePositives: end - truePositives })
    begin = end
  }
  return counts
}
