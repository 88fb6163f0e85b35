import { pick, type Tensor } from '@sobolev/core'

/**
 * Of each row of `scores` [n, classes] the column of its class; `targets`: int32 [n]. Throws a
 * RangeError naming the first class number out of range.
 */
export function pickTargets(operation: string, scores: Tensor, targets: Tensor): Tensor {
  try {
    return pick(scores, targets)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const classes = scores.shape[1] ?? 0
    const wrong = targets.data.find((target) => target < 0 || target >= classes)
    throw new RangeError(
      `${operation}: targets must be class numbers from 0 to ${classes - 1}, one for each column of [${scores.shape.join(', ')}], got ${wrong}`,
    )
  }
}
