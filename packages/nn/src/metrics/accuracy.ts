import { argmax, type Tensor } from '@sobolev/core'
import { checkClasses } from './check-rows.ts'

/**
 * The share of examples whose largest score is that of their class; of equal scores the first
 * counts. NaN for no examples.
 *
 * `scores`: logits or probabilities [n, classes]. `targets`: class numbers, int32 [n]. Throws a
 * ShapeError for other shapes.
 */
export function accuracy(scores: Tensor, targets: Tensor): number {
  checkClasses('accuracy', scores, targets)
  if (targets.size === 0) return Number.NaN
  const guesses = argmax(scores, 1).data
  const classes = targets.data
  let hits = 0
  for (let i = 0; i < classes.length; i++) if (guesses[i] === classes[i]) hits++
  return hits / classes.length
}
