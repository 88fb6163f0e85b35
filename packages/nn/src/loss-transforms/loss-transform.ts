import type { Rng, Tensor } from '@sobolev/core'
import type { LossTransformFacts } from '../catalogue/facts.ts'
import type { Loss } from '../losses/loss.ts'

/** A change of the loss that is trained on, such as label smoothing; what is measured outside of training stays. */
export interface LossTransform {
  (loss: Loss, context?: LossContext): Loss
  /**
   * What it takes the losses for; those made by `defineLossTransform` say it. Of examples that were mixed of two, one that
   * goes by `ranks` or `mean` is given the mixed losses, and others, before it, those of the halves.
   */
  readonly goesBy?: LossTransformFacts['goesBy']
}

/** Whether a change of the loss goes by how the examples of a batch stand beside each other, or by their mean. */
export const comparesExamples = ({ goesBy }: LossTransform): boolean =>
  goesBy === 'ranks' || goesBy === 'mean'

/** What a change of the loss may go by. */
export interface LossContext {
  /** How many steps were taken before; int32 scalar. */
  readonly step: Tensor
  /** A source of the transform's own, the same in all passes of a step; none where nothing is trained. */
  readonly rng?: Rng
  /** How many rows of the training part each class has, or steps; none where that is not known. */
  readonly classCounts?: readonly number[]
}
