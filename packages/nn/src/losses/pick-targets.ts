import { DTypeError, pick, type Tensor } from '@sobolev/core'

/**
 * Of each row of `scores` [n, classes] the column of its class; `targets`: int32 [n]. Throws a
 * RangeError naming the first class number out of range, a DTypeError for other targets.
 */
export function pickTargets(operation: string, scores: Tensor, targets: Tensor): Tensor {
  if (targets.dtype !== 'int32')
    throw new DTypeError(
      `${operation}: targets must be class numbers of int32, got ${targets.dtype}; cast(targets, "int32") converts`,
    )
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
