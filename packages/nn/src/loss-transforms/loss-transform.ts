import type { Loss } from '../losses/loss.ts'

/** A change of the loss that is trained on, such as label smoothing; what is measured outside of training stays. */
export type LossTransform = (loss: Loss) => Loss
