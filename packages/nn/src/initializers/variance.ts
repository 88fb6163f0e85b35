import type { Rng, Shape, Tensor } from '@sobolev/core'
import type { FloatDType } from '../float-dtype.ts'
import { type Fans, fansOf } from './fans.ts'

/** What is to be filled, and from which source. */
interface Drawing {
  readonly rng: Rng
  readonly shape: Shape
  readonly dtype: FloatDType
  readonly fans: Fans | undefined
}

type Variance = (fans: Fans) => number

/** Draws evenly from −√(3 variance) to √(3 variance); errors are the initialiser's. */
export function drawUniform(initializer: string, drawing: Drawing, variance: Variance): Tensor {
  const { rng, shape, dtype, fans } = drawing
  const limit = Math.sqrt(3 * variance(fansOf(initializer, rng, shape, fans)))
  return rng.uniform(shape, { low: -limit, high: limit, dtype })
}

/** Draws from the normal distribution, not truncated; errors are the initialiser's. */
export function drawNormal(initializer: string, drawing: Drawing, variance: Variance): Tensor {
  const { rng, shape, dtype, fans } = drawing
  const standardDeviation = Math.sqrt(variance(fansOf(initializer, rng, shape, fans)))
  return rng.normal(shape, { standardDeviation, dtype })
}
