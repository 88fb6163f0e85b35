import { apply } from '../../primitive/apply.ts'
import { type Primitive, primitive, type Rule } from '../../primitive/primitive.ts'
import type { TensorLike } from '../../tensor/convert.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { mul } from '../elementwise/arithmetic.ts'
import { abs, log } from '../elementwise/elementwise.ts'
import { copyAll } from '../layout/copy.ts'
import { reshape } from '../layout/reshape.ts'
import { slice } from '../layout/slice-pad.ts'
import { sum } from '../layout/sum-broadcast.ts'
import { matrixBatchRule, toMatrices } from './matrices.ts'
import { determinantSlopeOp, factorsOf, inverseBy, logDeterminantSlopeOp } from './solve.ts'

/** A value for each matrix [batch], computed without recording; the matrices [batch, n, n]; their LU factors. */
type Valued = readonly [value: Tensor, a: Tensor, factors: Tensor]

/** A primitive that returns the precomputed values and gives them a derivative by the matrices. */
const ofFactors = (name: string, rule: Rule<Valued, null>): Primitive<Valued, null> =>
  primitive<Valued>({
    name,
    shape: ([value]) => value.shape,
    view: true,
    batch: matrixBatchRule,
    lower: copyAll,
    vjp: [null, rule, null],
  })

/** Each matrix times its number in `g`. */
const scaled = (g: Tensor, matrices: Tensor): Tensor => mul(reshape(g, [g.size, 1, 1]), matrices)

export const determinantOp = ofFactors('determinant', (g, [, a, factors], value) =>
  scaled(mul(g, value), inverseBy(determinantSlopeOp, a, factors, { transposed: true })),
)

export const logDeterminantOp = ofFactors('logDeterminant', (g, [, a, factors]) =>
  scaled(g, inverseBy(logDeterminantSlopeOp, a, factors, { transposed: true })),
)

/**
 * The determinant of matrices [..., n, n]; floats. For large matrices it easily overflows or underflows: see
 * `logDeterminant`. Its derivative det(A)·A⁻ᵀ needs the inverse, and throws a MatrixError where a matrix is singular.
 */
export function determinant(a: TensorLike): Tensor {
  const { matrices, leading, n } = toMatrices('determinant', a)
  const factors = factorsOf(matrices)
  const value = slice(factors, [null, n * n + n + 1])
  return reshape(apply(determinantOp, [value, matrices, factors], null), leading)
}

/** det(A) = sign · e^logAbsDeterminant, each with the leading axes of A. */
export interface LogDeterminant {
  /** −1, 0 or 1; without a derivative. */
  readonly sign: Tensor
  /** log |det x|. */
  readonly logAbsDeterminant: Tensor
}

/**
 * The sign of the determinant and the logarithm of its size, of matrices [..., n, n]; floats. Of a singular
 * matrix they are 0 and −∞, and taking the derivative A⁻ᵀ throws a MatrixError.
 */
export function logDeterminant(a: TensorLike): LogDeterminant {
  const { matrices, leading, n } = toMatrices('logDeterminant', a)
  const factors = factorsOf(matrices)
  const pivots = slice(factors, [null, { stop: n * n, step: n + 1 }])
  const value = sum(log(abs(pivots)), 1)
  return {
    sign: reshape(slice(factors, [null, n * n + n]), leading),
    logAbsDeterminant: reshape(apply(logDeterminantOp, [value, matrices, factors], null), leading),
  }
}
