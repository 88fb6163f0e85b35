import type { MachineFault } from '@sobolev/kernels'
import { MatrixError } from '../errors/errors.ts'
import type { Shape } from '../tensor/shape.ts'

const requirements = {
  notPositiveDefinite: 'be positive definite, got a pivot that is not above 0',
  singular: 'be invertible, got a pivot of 0',
} as const

/**
 * What an operation throws that met a matrix without the result asked for: the first of the batch, in
 * the order of its leading axes. Null where the fault is of another kind. `shape`: all matrices'.
 */
export function matrixError(
  operation: string,
  { fault, matrix }: MachineFault,
  shape: Shape,
): MatrixError | null {
  if (fault !== 'notPositiveDefinite' && fault !== 'singular') return null
  const [count = 1] = shape
  const which = count > 1 ? `matrix ${matrix} of ${count}, counted from 0,` : 'the matrix'
  return new MatrixError(
    `${operation}: ${which} must ${requirements[fault]}; adding a small multiple of eye(n) to it may help`,
    matrix,
  )
}
