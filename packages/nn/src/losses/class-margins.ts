import { relu, type Tensor, where } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import { checkClassScores, isTrueClass } from './check-class-scores.ts'
import { pickTargets } from './pick-targets.ts'

/** How far a true class must lead. */
export const marginOption = option.number({
  above: 0,
  default: 1,
  words: 'by how much the score of the true class must lead that of each other class',
})

/**
 * What each class lacks to be `margin` below the true one, 0 for the true class itself: [n, classes]. Throws as
 * `checkClassScores` and `pickTargets` do.
 */
export function classMargins(
  loss: string,
  outputs: Tensor,
  targets: Tensor,
  margin: number,
): Tensor {
  checkClassScores(loss, outputs, targets)
  const score = pickTargets(loss, outputs, targets).reshape([targets.size, 1])
  return where(isTrueClass(outputs, targets), 0, relu(outputs.sub(score).add(margin)))
}
