import type { Rng, Shape, Tensor } from '@sobolev/core'
import type { FloatDType } from '../float-dtype.ts'
import type { Fans } from './fans.ts'

/**
 * The first values of a Variable; float32 unless `dtype` says otherwise. `fans`: what the layer knows of its
 * kernel; without them a matrix is taken for [in, out], and most initialisers refuse any other shape.
 */
export type Initializer = (rng: Rng, shape: Shape, dtype?: FloatDType, fans?: Fans) => Tensor
