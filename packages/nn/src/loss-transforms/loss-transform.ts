import type { Loss } from '../losses/loss.ts'

/** A change of the loss that is trained on, such as label smoothing; the loss that is reported stays. */
export type LossTransform = (loss: Loss) => Loss
