import { checkOptions, type OptionKinds, type Rng, type Tensor, tensor } from '@sobolev/core'
import { checkRng } from '../check-rng.ts'
import { type BoxOptions, checkCounts, intoBox } from './box.ts'
import { sobolCoordinate, sobolDimensions } from './sobol.ts'

/** Options of `sobolPoints`. */
export interface SobolPointsOptions extends BoxOptions {
  /** Scrambles the sequence, which stays as even; without it each call gives the same points, the first of them all zeros. */
  readonly rng?: Rng
  /**
   * How many points of the sequence are passed over.
   *
   * @default 0
   */
  readonly skip?: number
}

const kinds: OptionKinds<SobolPointsOptions> = {
  rng: 'any',
  skip: 'number',
  low: 'any',
  high: 'any',
  dtype: ['float32', 'float64'],
}

/** 2³¹. */
const half = 0x8000_0000

/**
 * Points of the Sobol sequence, which fill a box evenly however many are taken, best a power of two: [count, dimensions]
 * (Sobol 1967; direction numbers of Joe & Kuo 2008; Owen scrambling by Burley 2020).
 *
 * ```ts
 * const points = sobolPoints(1024, 2, { rng, low: [-1, 0], high: 1 }) // −1 ≤ x ≤ 1, 0 ≤ t ≤ 1
 * ```
 *
 * @throws RangeError for more than 64 dimensions, and for counts or bounds that are none
 * @see scipy.stats.qmc.Sobol, torch.quasirandom.SobolEngine, tf.math.sobol_sample
 */
export function sobolPoints(
  count: number,
  dimensions: number,
  options: SobolPointsOptions = {},
): Tensor {
  checkCounts('sobolPoints', count, dimensions)
  const { rng, skip = 0, ...box } = checkOptions('sobolPoints', options, kinds)
  if (rng !== undefined) checkRng('sobolPoints', rng)
  if (dimensions > sobolDimensions)
    throw new RangeError(
      `sobolPoints: there are ${sobolDimensions} dimensions at most, got ${dimensions}; latinHypercube has any number`,
    )
  if (!Number.isInteger(skip) || skip < 0 || skip + count > 2 * half)
    throw new RangeError(`sobolPoints: skip must be a whole number from 0, got ${skip}`)
  const words = rng?.integers([dimensions], { low: -half, high: half }).data
  const unit = new Float64Array(count * dimensions)
  for (let point = 0; point < count; point++)
    for (let dimension = 0; dimension < dimensions; dimension++)
      unit[point * dimensions + dimension] = sobolCoordinate(
        skip + point,
        dimension,
        words?.[dimension] ?? null,
      )
  return intoBox('sobolPoints', tensor(unit, { shape: [count, dimensions], dtype: 'float64' }), box)
}
