import type { Tensor } from '@sobolev/core'

/** What a layer does to its outputs: the shape and dtype (floats) stay. */
export interface ActivationFunction {
  (x: Tensor): Tensor
  /** Whether a larger element never gives a smaller one, and no other; unknown unless it says so. */
  readonly isMonotone?: boolean
  /** Whether it may give a number below 0 for one above; unknown unless it says so. */
  readonly givesNegatives?: boolean
}
