import type { DTypeOptions, OptionKinds, Rng, Shape, Tensor } from '@sobolev/core'
import type { FloatDType } from '../float-dtype.ts'
import type { Fans } from './fans.ts'

/** What an initialiser is told beside the shape. */
export interface InitializerOptions extends DTypeOptions<FloatDType> {
  /**
   * What the layer knows of its kernel; without it a matrix is taken for [in, out], and most initialisers refuse any
   * other shape.
   */
  readonly fans?: Fans
}

export const initializerKinds: OptionKinds<InitializerOptions> = {
  dtype: ['float32', 'float64'],
  fans: 'any',
}

/** The first values of a Variable; float32 unless given. */
export type Initializer = (rng: Rng, shape: Shape, options?: InitializerOptions) => Tensor
