import { tensor } from '@sobolev/core'
import { type Loss, meanOverSteps } from '@sobolev/nn'
import type { Learner } from './learner.ts'

/**
 * The loss of each example by that of its target: the same, or the mean over the steps of a sequence where each has a
 * target. `classWeights`: what steps count by their class; alike unless given.
 */
export function exampleLoss(
  loss: Loss,
  { hasStepTargets }: Pick<Learner, 'hasStepTargets'>,
  classWeights?: readonly number[] | undefined,
): Loss {
  if (!hasStepTargets) return loss
  return meanOverSteps(loss, classWeights && { classWeights: tensor(classWeights) })
}
