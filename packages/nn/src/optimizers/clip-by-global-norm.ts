import { add, describeValue, full, maximum, type Tensor } from '@sobolev/core'
import { mapTensors, type Tensors } from '../tensors.ts'
import type { GradientTransform } from './transform.ts'

/**
 * Shrinks all gradients alike where their Euclidean norm, all of them taken as one vector, is above
 * `limit`: g · limit / max(norm, limit) (Pascanu et al. 2013, algorithm 1). `limit`: above 0, else a
 * RangeError.
 */
export function clipByGlobalNorm(limit: number): GradientTransform {
  if (!(typeof limit === 'number' && limit > 0))
    throw new RangeError(`clipByGlobalNorm: limit must be above 0, got ${describeValue(limit)}`)
  return {
    init: () => ({}),
    update(gradients) {
      const scale = full([], limit, 'float64').div(maximum(globalNorm(gradients), limit))
      return { updates: mapTensors([gradients], ([g]) => g.mul(scale.cast(g.dtype))), state: {} }
    },
  }
}

/** √Σ g² over all elements of all tensors; float64 scalar. */
export const globalNorm = (tensors: Tensors): Tensor =>
  Object.values(tensors)
    .map((tensor) => tensor.square().sum().cast('float64'))
    .reduce((total, squares) => add(total, squares), full([], 0, 'float64'))
    .sqrt()
