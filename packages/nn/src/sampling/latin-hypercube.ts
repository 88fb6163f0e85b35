import { checkOptions, concat, type OptionKinds, type Rng, type Tensor } from '@sobolev/core'
import { checkRng } from '../check-rng.ts'
import { type BoxOptions, checkCounts, intoBox } from './box.ts'

/** Options of `latinHypercube`. */
export interface LatinHypercubeOptions extends BoxOptions {
  /** What the points are drawn from. */
  readonly rng: Rng
}

const kinds: OptionKinds<LatinHypercubeOptions> = {
  rng: 'any',
  low: 'any',
  high: 'any',
  dtype: ['float32', 'float64'],
}

/**
 * Random points of which each dimension, cut into as many parts as there are points, has one in each part: [count,
 * dimensions]. More even than independent draws (McKay, Beckman & Conover 1979).
 *
 * ```ts
 * const points = latinHypercube(1000, 2, { rng, low: [-1, 0], high: 1 }) // −1 ≤ x ≤ 1, 0 ≤ t ≤ 1
 * ```
 *
 * @throws RangeError for numbers of points or dimensions, or bounds, that are none
 * @see scipy.stats.qmc.LatinHypercube, pyDOE.lhs
 */
export function latinHypercube(
  count: number,
  dimensions: number,
  options: LatinHypercubeOptions,
): Tensor {
  checkCounts('latinHypercube', count, dimensions)
  const { rng, ...box } = checkOptions('latinHypercube', options, kinds, ['rng'])
  checkRng('latinHypercube', rng)
  const columns = Array.from({ length: dimensions }, (_, dimension) => {
    const source = rng.split(dimension)
    const part = source.split('part').permutation(count).cast('float64')
    const within = source.split('within').uniform([count], { dtype: 'float64' })
    return part.add(within).div(Math.max(1, count)).reshape([count, 1])
  })
  return intoBox('latinHypercube', concat(columns, 1), box)
}
