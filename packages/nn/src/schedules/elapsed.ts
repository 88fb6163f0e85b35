import { minimum, type Tensor } from '@sobolev/core'

/** step / duration in float64, at most 1. */
export const elapsed = (step: Tensor, duration: number): Tensor =>
  minimum(step.cast('float64').div(duration), 1)
