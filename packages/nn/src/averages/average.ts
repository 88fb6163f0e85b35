import type { Tensor } from '@sobolev/core'
import type { Tensors } from '../tensors.ts'

/** An average of the weights over the steps of a training. Numbers stay in tensors, so that a step can be compiled. */
export interface Average {
  /** The average before the first step. */
  readonly init: (parameters: Tensors) => Tensors
  /** The average with the weights after a step. `step`: int32 scalar from 0. */
  readonly update: (average: Tensors, parameters: Tensors, step: Tensor) => Tensors
}
