import type { Tensor } from '@sobolev/core'
import type { Tensors } from '../tensors.ts'

/**
 * An average of the weights over the steps of a training, which `WeightAverage` keeps. Numbers stay in tensors, so
 * that a step can be compiled.
 */
export interface Average {
  /** The average before the first step. */
  readonly init: (parameters: Tensors) => Tensors
  /**
   * The average with the weights after a step. `step`: int32 scalar, how many steps were averaged before, from 0; by
   * it an equal mean knows how many weights it holds.
   */
  readonly update: (average: Tensors, parameters: Tensors, step: Tensor) => Tensors
}
