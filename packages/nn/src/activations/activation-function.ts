import type { Tensor } from '@sobolev/core'

/** What a layer does to its outputs: the shape and dtype (floats) stay. */
export type ActivationFunction = (x: Tensor) => Tensor
