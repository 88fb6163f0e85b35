import type { MachineFault } from '@sobolev/kernels'
import { MatrixError } from '../errors/errors.ts'
import type { TypedArray } from '../tensor/dtype.ts'
import type { Shape } from '../tensor/shape.ts'

const requirements = {
  notPositiveDefinite: 'be positive definite, got a pivot that is not above 0',
  singular: 'be invertible, got a pivot of 0',
} as const

/**
 * The error for a fault of the machine, in the name of the operation: an index outside of its axis, or a matrix that
 * is singular or not positive definite. Null for another fault. Operations that index have the indices as their last
 * operand, operations on matrices have the batch as their first.
 */
export function operandError<T extends { readonly shape: Shape }>(
  operation: string,
  { fault, matrix }: MachineFault,
  operands: readonly T[],
  elementsOf: (operand: T) => TypedArray,
): RangeError | MatrixError | null {
  const [matrices] = operands
  const indices = operands.at(-1)
  if (fault === 'index' && indices) return indexError(operation, elementsOf(indices))
  if (fault !== 'notPositiveDefinite' && fault !== 'singular') return null
  const [count = 1] = matrices?.shape ?? []
  const which = count > 1 ? `matrix ${matrix} of ${count}, counted from 0,` : 'the matrix'
  return new MatrixError(
    `${operation}: ${which} must ${requirements[fault]}; adding a small multiple of eye(n) to it may help`,
    matrix,
  )
}

/** The error for an index outside of its axis, with the range of all indices. */
function indexError(operation: string, indices: TypedArray): RangeError {
  const sorted = Int32Array.from(indices).sort()
  const hint =
    operation === 'pick' ? '; a loss of class numbers needs an output for each class, from 0' : ''
  return new RangeError(
    `${operation}: an index lies outside of the axis it counts, got indices from ${sorted.at(0)} to ${sorted.at(-1)}${hint}`,
  )
}
