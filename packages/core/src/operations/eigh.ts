import { apply } from '../apply.ts'
import type { TensorLike } from '../convert.ts'
import { type Primitive, primitive, type Unary } from '../primitive.ts'
import type { Tensor } from '../tensor.ts'
import { div, mul, sub } from './arithmetic.ts'
import { equal, logicalAnd } from './compare.ts'
import { copyAll } from './copy.ts'
import { matmul } from './matmul.ts'
import { byMatrix, swapped, symmetricPart, toMatrices, weights } from './matrices.ts'
import { reshape } from './reshape.ts'
import { where } from './select.ts'
import { slice } from './slice-pad.ts'
import { stopGradient } from './stop-gradient.ts'

/** Of symmetric matrices [batch, n, n]: 2n² numbers each, the eigenvalues first, the vectors as rows of the second half. */
export const eigenSymmetricOp = primitive<Unary>({
  name: 'eigenSymmetric',
  shape: ([{ shape }]) => [shape[0] ?? 1, 2 * (shape[1] ?? 0) * (shape[1] ?? 0)],
  batch: byMatrix,
  lower(program, [x], out) {
    const [batch = 1, n = 1] = x.shape
    program.eigenSymmetric(x, out, { batch, n })
  },
  vjp: [null],
})

/** Numbers that are known, as a function of the matrices; each rule makes the other result of the other numbers. */
type Known = readonly [result: Tensor, a: Tensor, other: Tensor]

/** [batch, n] */
export const eigenvaluesOp: Primitive<Known, null> = primitive<Known>({
  name: 'eigenvalues',
  shape: ([values]) => values.shape,
  view: true,
  batch: byMatrix,
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
export const eigenvectorsOp: Primitive<Known, null> = primitive<Known>({
  name: 'eigenvectors',
  shape: ([vectors]) => vectors.shape,
  view: true,
  batch: byMatrix,
  lower: copyAll,
  vjp: [
    null,
    (g, [vectors, a, values], v) => {
      const n = a.shape[1] ?? 0
      const row = asRows(apply(eigenvaluesOp, [values, a, vectors], null))
      const gaps = sub(row, swapped(row))
      const diagonal = equal(weights(n, [0, 1, 0], g.dtype), 1)
      const twice = logicalAnd(equal(gaps, 0), equal(weights(n, [1, 0, 1], g.dtype), 1))
      const parts = div(
        matmul(v, g, { transposeA: true }),
        where(diagonal, 1, where(twice, Number.NaN, gaps)),
      )
      return matmul(matmul(v, where(diagonal, 0, parts)), v, { transposeB: true })
    },
    null,
  ],
})

/** [batch, n] → [batch, 1, n] */
const asRows = (x: Tensor): Tensor => reshape(x, [x.shape[0] ?? 1, 1, x.shape[1] ?? 0])

/** A = V·diag(values)·Vᵀ. */
export interface Eigen {
  /** [..., n], ascending. */
  readonly values: Tensor
  /** [..., n, n]: the columns of V, of length 1, each belonging to the value at its place. */
  readonly vectors: Tensor
}

/**
 * Eigenvalues and eigenvectors of symmetric matrices [..., n, n]; floats; by Jacobi's rotations. Of other
 * matrices it takes the symmetric part (A + Aᵀ) / 2, so that the derivative by A is symmetric. The largest
 * element of each vector is positive: the first one, those less than a thousandth smaller counted too.
 * A matrix with an element that is not finite gives NaN throughout.
 *
 * Derivatives of the vectors exist where all eigenvalues differ: where two are equal they are NaN, and so
 * are second derivatives of the values; first derivatives of the values are right everywhere (of equal
 * ones for each function that treats them alike).
 */
export function eigh(a: TensorLike): Eigen {
  const { all, leading, n } = toMatrices('eigh', a)
  const matrices = symmetricPart(all)
  const batch = all.shape[0] ?? 1
  const known = apply(eigenSymmetricOp, [stopGradient(matrices)], null)
  const values = slice(known, [null, { stop: n }])
  const rows = reshape(slice(known, [null, { start: n * n }]), [batch, n, n])
  const vectors = swapped(rows)
  return {
    values: reshape(apply(eigenvaluesOp, [values, matrices, vectors], null), [...leading, n]),
    vectors: reshape(apply(eigenvectorsOp, [vectors, matrices, values], null), [...leading, n, n]),
  }
}
