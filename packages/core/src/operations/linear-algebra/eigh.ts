import { apply } from '../../primitive/apply.ts'
import { type Primitive, primitive, type Unary } from '../../primitive/primitive.ts'
import type { TensorLike } from '../../tensor/convert.ts'
import { epsilonOf } from '../../tensor/dtype.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { div, mul, sub } from '../elementwise/arithmetic.ts'
import { equal, lessEqual, logicalAnd } from '../elementwise/compare.ts'
import { abs } from '../elementwise/elementwise.ts'
import { where } from '../elementwise/select.ts'
import { stopGradient } from '../elementwise/stop-gradient.ts'
import { copyAll } from '../layout/copy.ts'
import { reshape } from '../layout/reshape.ts'
import { slice } from '../layout/slice-pad.ts'
import { matmul } from '../products/matmul.ts'
import { max } from '../reduce/reduce.ts'
import { matrixBatchRule, swapped, symmetricPart, toMatrices, weights } from './matrices.ts'

/** Eigenvalues and eigenvectors of symmetric matrices [batch, n, n]: [batch, 2n²], n values first, the vectors as rows from n² on. */
export const eigenSymmetricOp = primitive<Unary>({
  name: 'eigenSymmetric',
  shape: ([{ shape }]) => [shape[0] ?? 1, 2 * (shape[1] ?? 0) * (shape[1] ?? 0)],
  batch: matrixBatchRule,
  lower(program, [x], out) {
    const [batch = 1, n = 1] = x.shape
    program.eigenSymmetric(x, out, { batch, n })
  },
  vjp: [null],
})

/**
 * A result that was computed without recording, the matrices that it is a function of, and the other result: values
 * or vectors, which the derivative rule needs.
 */
type Precomputed = readonly [result: Tensor, a: Tensor, other: Tensor]

/** [batch, n] */
export const eigenvaluesOp: Primitive<Precomputed, null> = primitive<Precomputed>({
  name: 'eigenvalues',
  shape: ([values]) => values.shape,
  view: true,
  batch: matrixBatchRule,
  lower: copyAll,
  vjp: [
    null,
    (g, [values, a, vectors]) => {
      const v = apply(eigenvectorsOp, [vectors, a, values], null)
      return matmul(mul(v, asRows(g)), v, { transposeB: true })
    },
    null,
  ],
})

/** [batch, n, n], a vector each column. */
export const eigenvectorsOp: Primitive<Precomputed, null> = primitive<Precomputed>({
  name: 'eigenvectors',
  shape: ([vectors]) => vectors.shape,
  view: true,
  batch: matrixBatchRule,
  lower: copyAll,
  vjp: [
    null,
    (g, [vectors, a, values], v) => {
      const n = a.shape[1] ?? 0
      const row = asRows(apply(eigenvaluesOp, [values, a, vectors], null))
      const gaps = sub(row, swapped(row))
      const diagonal = equal(weights(n, [0, 1, 0], g.dtype), 1)
      const twice = logicalAnd(areEqual(gaps, values), equal(weights(n, [1, 0, 1], g.dtype), 1))
      const parts = div(
        matmul(v, g, { transposeA: true }),
        where(diagonal, 1, where(twice, Number.NaN, gaps)),
      )
      return matmul(matmul(v, where(diagonal, 0, parts)), v, { transposeB: true })
    },
    null,
  ],
})

/** Eigenvalues count as equal if they are closer than this many times ε times the largest one. */
const LEAST_GAP = 64

/** Where gaps between eigenvalues are no more than rounding. */
export function areEqual(gaps: Tensor, values: Tensor): Tensor {
  const [batch = 1, n = 0] = values.shape
  if (n === 0) return equal(gaps, 0)
  const largest = reshape(max(abs(stopGradient(values)), 1), [batch, 1, 1])
  return lessEqual(abs(stopGradient(gaps)), mul(largest, LEAST_GAP * epsilonOf(values.dtype)))
}

/** [batch, n] → [batch, 1, n] */
export const asRows = (x: Tensor): Tensor => reshape(x, [x.shape[0] ?? 1, 1, x.shape[1] ?? 0])

/** A = V·diag(values)·Vᵀ. */
export interface Eigen {
  /** [..., n], ascending. */
  readonly values: Tensor
  /** [..., n, n]: the columns of V, of length 1, in the order of the values. */
  readonly vectors: Tensor
}

/** Values [batch, n] and vectors [batch, n, n] of symmetric matrices [batch, n, n], computed without recording. */
export function eigenOf(matrices: Tensor): Eigen {
  const [batch = 1, n = 0] = matrices.shape
  const known = apply(eigenSymmetricOp, [stopGradient(matrices)], null)
  const rows = reshape(slice(known, [null, { start: n * n }]), [batch, n, n])
  return { values: slice(known, [null, { stop: n }]), vectors: swapped(rows) }
}

/**
 * Eigenvalues and eigenvectors of symmetric matrices [..., n, n]; floats; by Jacobi's rotations. Of other
 * matrices it takes the symmetric part (A + Aᵀ) / 2, so that the derivative by A is symmetric. The largest
 * element of each vector is positive: the first one, those less than a thousandth smaller counted too.
 * A matrix with an element that is not finite gives NaN throughout.
 *
 * Derivatives of the vectors exist where all eigenvalues differ: where two are equal up to rounding, no more than
 * 64 ε times the largest |value| apart (1.4e-14 in float64, 7.6e-6 in float32), they are NaN, and so are second
 * derivatives of the values; first derivatives of the values are right everywhere (of equal ones for each function
 * that treats them alike). `spectralFunction` has right derivatives of V·diag(f(values))·Vᵀ there too.
 */
export function eigh(a: TensorLike): Eigen {
  const { matrices: given, leading, n } = toMatrices('eigh', a)
  const matrices = symmetricPart(given)
  const { values, vectors } = eigenOf(matrices)
  return {
    values: reshape(apply(eigenvaluesOp, [values, matrices, vectors], null), [...leading, n]),
    vectors: reshape(apply(eigenvectorsOp, [vectors, matrices, values], null), [...leading, n, n]),
  }
}
