import type { Rng, Tensor } from '@sobolev/core'
import type { Loss } from '../losses/loss.ts'

/** A change of the loss that is trained on, such as label smoothing; what is measured outside of training stays. */
export type LossTransform = (loss: Loss, context?: LossContext) => Loss

/** What a change of the loss may go by. */
export interface LossContext {
  /** How many steps were taken before; int32 scalar. */
  readonly step: Tensor
  /** A source of the transform's own, the same in all passes of a step; none where nothing is trained. */
  readonly rng?: Rng
  /** How many rows of the training part each class has, or steps; none where that is not known. */
  readonly classCounts?: readonly number[]
}
