import type { Tensor } from '@sobolev/core'
import type { Loss } from '../losses/loss.ts'
import type { Tensors } from '../tensors.ts'

/** A change of a trained classifier's outputs that is fitted on rows that it was not trained on. */
export interface Calibration {
  /** The numbers with which it changes nothing. */
  readonly init: () => Tensors
  /** The numbers for outputs [n, ...] and class numbers [n]. `logLoss`: that of each example, by outputs and targets. */
  readonly fit: (outputs: Tensor, targets: Tensor, logLoss: Loss) => Tensors
  /** What is to be known of numbers that were fitted, in words; null where there is nothing. */
  readonly remark?: (numbers: Tensors) => string | null
  /** The calibrated outputs. */
  readonly apply: (outputs: Tensor, numbers: Tensors) => Tensor
}
