import type { Tensor } from '@sobolev/core'
import { checkColumns } from './check-rows.ts'

/**
 * The area under the receiver operating characteristic: the chance that a random positive example
 * scores higher than a random negative one, a tie counting half (Mann & Whitney 1947; Hanley &
 * McNeil 1982). NaN without positive or without negative examples.
 *
 * `scores`: [n] or [n, 1], higher for the positive. `targets`: 0 or 1, of any dtype. Throws a
 * ShapeError where the sizes differ, a RangeError for another target.
 */
export function auc(scores: Tensor, targets: Tensor): number {
  checkColumns('auc', scores, targets)
  const values = scores.data
  const truths = targets.data
  const wrong = truths.find((truth) => truth !== 0 && truth !== 1)
  if (wrong !== undefined) throw new RangeError(`auc: targets must be 0 or 1, got ${wrong}`)
  if (values.some(Number.isNaN)) return Number.NaN
  const order = Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  let positives = 0
  let rankSum = 0
  for (let begin = 0; begin < order.length; ) {
    let end = begin
    let tiedPositives = 0
    while (end < order.length && values[order[end] ?? 0] === values[order[begin] ?? 0]) {
      tiedPositives += truths[order[end] ?? 0] ?? 0
      end++
    }
    // All that tie hold the mean of their ranks, which count from 1.
    rankSum += tiedPositives * ((begin + 1 + end) / 2)
    positives += tiedPositives
    begin = end
  }
  const negatives = order.length - positives
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}
