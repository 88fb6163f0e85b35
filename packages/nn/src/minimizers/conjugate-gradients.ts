import { along, dot, scaled, type Vector } from './vectors.ts'

/**
 * A direction p of descent with H p ≈ −g (Hestenes & Stiefel 1952): what has been found when the residual is short
 * enough, when the curvature is not positive, or after `maxProducts`; −g where that would be nothing.
 */
export function conjugateGradients(
  product: (vector: Vector) => Vector,
  gradient: Vector,
  tolerance: number,
  maxProducts: number,
): Vector {
  let found: Vector = new Float64Array(gradient.length)
  let residual = gradient
  let direction = scaled(-1, gradient)
  let squared = dot(residual, residual)
  for (let count = 0; count < maxProducts; count++) {
    const curved = product(direction)
    const curvature = dot(direction, curved)
    // Also where it is not a number.
    if (!(curvature > 0)) return count === 0 ? direction : found
    const distance = squared / curvature
    found = along(found, distance, direction)
    residual = along(residual, distance, curved)
    const next = dot(residual, residual)
    if (Math.sqrt(next) < tolerance) return found
    direction = along(scaled(-1, residual), next / squared, direction)
    squared = next
  }
  return found
}
