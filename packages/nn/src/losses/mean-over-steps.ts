import {
  checkOptions,
  equal,
  gather,
  greaterEqual,
  maximum,
  ShapeError,
  type Tensor,
  where,
} from '@sobolev/core'
import { checkTensors } from '../check-tensors.ts'
import type { Loss } from './loss.ts'

/** Options of `meanOverSteps`. */
export interface MeanOverStepsOptions {
  /** [classes]: what the loss of each step is multiplied with, by its class; alike unless given. */
  readonly classWeights?: Tensor | undefined
}

/**
 * A loss of whole sequences, [n], of one for single examples: the mean of the losses of those steps that have a target.
 * It takes outputs [n, steps, ...] and targets [n, steps], where a negative class number, or NaN among values, stands
 * for none, as behind the end of shorter sequences. Outputs of such steps change nothing and have the derivative 0; a
 * sequence without any target has the loss 0.
 *
 * ```ts
 * const loss = meanOverSteps(softmaxCrossEntropy)
 * const targets = tensor([[0, 1, 1], [1, -1, -1]], { dtype: 'int32' }) // of 3 steps and of 1
 * ```
 *
 * @throws ShapeError for other shapes; TypeError for an option that there is not
 */
export function meanOverSteps(loss: Loss, options: MeanOverStepsOptions = {}): Loss {
  const { classWeights } = checkOptions('meanOverSteps', options, { classWeights: 'any' })
  const ofSequences: Loss = (outputs, targets) => {
    checkTensors('meanOverSteps', { outputs, targets })
    const [n = 0, steps = 0, ...ofStep] = outputs.shape
    if (outputs.rank < 2 || targets.shape.join() !== [n, steps].join())
      throw new ShapeError(
        `meanOverSteps: outputs must be [n, steps, ...] and targets [n, steps], got [${outputs.shape.join(', ')}] and [${targets.shape.join(', ')}]; a recurrent layer gives all steps with returnSequences`,
      )
    const hasTarget = targets.dtype === 'int32' ? greaterEqual(targets, 0) : equal(targets, targets)
    const known = hasTarget.reshape([n, steps, ...ofStep.map(() => 1)])
    const rows = where(known, outputs, 0).reshape([n * steps, ...ofStep])
    const rowTargets = where(hasTarget, targets, 0).reshape([n * steps])
    const losses = loss(rows, rowTargets)
    const weighted = classWeights ? losses.mul(gather(classWeights, rowTargets)) : losses
    const counted = where(hasTarget, weighted.reshape([n, steps]), 0).sum(1)
    return counted.div(maximum(hasTarget.cast(losses.dtype).sum(1), 1))
  }
  return Object.assign(ofSequences, { outputs: loss.outputs, link: loss.link })
}
