import { describeValue, Rng } from '@sobolev/core'
import type { FloatDType } from '../float-dtype.ts'

/** What the weights of a layer are drawn from. */
export interface WeightSource {
  /** Draws each weight from its child of the weight’s name. */
  readonly rng: Rng
  /**
   * Of the weights, and so of the inputs.
   *
   * @default 'float32'
   */
  readonly dtype?: FloatDType
}

/** Throws a TypeError for a source of random numbers that is none, or a dtype without derivatives. */
export function checkSource(layer: string, { rng, dtype = 'float32' }: WeightSource): void {
  if (!(rng instanceof Rng))
    throw new TypeError(
      `${layer}: needs a source of random numbers for its weights, { rng: new Rng(0).split('first') }, got ${describeValue(rng)} for rng`,
    )
  if (dtype !== 'float32' && dtype !== 'float64')
    throw new TypeError(
      `${layer}: dtype must be "float32" or "float64", got ${describeValue(dtype)}`,
    )
}
