import { withOperationName } from '../../errors/with-operation-name.ts'
import { add, div, mul, sub } from '../../operations/elementwise/arithmetic.ts'
import { equal } from '../../operations/elementwise/compare.ts'
import { maximum } from '../../operations/elementwise/extremum.ts'
import { where } from '../../operations/elementwise/select.ts'
import { stopGradient } from '../../operations/elementwise/stop-gradient.ts'
import { concat } from '../../operations/layout/concat.ts'
import { copyAll } from '../../operations/layout/copy.ts'
import { reshape } from '../../operations/layout/reshape.ts'
import { flip, slice } from '../../operations/layout/slice-pad.ts'
import { areEqual, asRows, eigenOf } from '../../operations/linear-algebra/eigh.ts'
import {
  matrixBatchRule,
  swapped,
  toAnyMatrices,
  weights,
} from '../../operations/linear-algebra/matrices.ts'
import { matmul } from '../../operations/products/matmul.ts'
import { apply } from '../../primitive/apply.ts'
import { type Primitive, primitive } from '../../primitive/primitive.ts'
import type { TensorLike } from '../../tensor/convert.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { qrOf } from './qr.ts'

/** A result that was computed without recording, the matrices that it is a function of, and the other two results. */
type Precomputed = readonly [result: Tensor, a: Tensor, first: Tensor, second: Tensor]

/** U [batch, m, n] of A = U·diag(s)·Vᵀ with m ≥ n; the other results are s and V. */
const leftOp: Primitive<Precomputed, null> = part(
  'leftSingularVectors',
  (g, [left, a, s, right], u) => {
    const values = apply(valuesOp, [s, a, left, right], null)
    const v = apply(rightOp, [right, a, left, s], null)
    const within = mul(rotation(matmul(u, g, { transposeA: true }), values), asRows(values))
    const turned = matmul(u, within)
    const [, m = 0, n = 0] = u.shape
    if (m === n) return matmul(turned, v, { transposeB: true })
    const outside = sub(g, matmul(u, matmul(u, g, { transposeA: true })))
    return matmul(add(turned, div(outside, asRows(values))), v, { transposeB: true })
  },
)

/** s [batch, n]; the other results are U and V. */
const valuesOp: Primitive<Precomputed, null> = part('singularValues', (g, [s, a, left, right]) => {
  const u = apply(leftOp, [left, a, s, right], null)
  const v = apply(rightOp, [right, a, left, s], null)
  return matmul(mul(u, asRows(g)), v, { transposeB: true })
})

/** V [batch, n, n]; the other results are U and s. */
const rightOp: Primitive<Precomputed, null> = part(
  'rightSingularVectors',
  (g, [right, a, left, s], v) => {
    const values = apply(valuesOp, [s, a, left, right], null)
    const u = apply(leftOp, [left, a, s, right], null)
    const within = rotation(matmul(v, g, { transposeA: true }), values)
    return matmul(matmul(mul(u, asRows(values)), within), v, { transposeB: true })
  },
)

/** One of the three results, with its derivative by the matrices. */
function part(
  name: string,
  rule: (g: Tensor, inputs: Precomputed, result: Tensor) => Tensor,
): Primitive<Precomputed, null> {
  return primitive<Precomputed>({
    name,
    shape: ([result]) => result.shape,
    view: true,
    batch: matrixBatchRule,
    lower: copyAll,
    vjp: [null, (g, inputs, result) => rule(g, inputs, result), null, null],
  })
}

/** (x − xᵀ)ⱼₖ / (sₖ² − sⱼ²), 0 on the diagonal, and NaN where two values are equal up to rounding. */
function rotation(x: Tensor, s: Tensor): Tensor {
  const row = asRows(s)
  const gaps = sub(row, swapped(row))
  const isDiagonal = equal(weights(s.shape[1] ?? 0, [0, 1, 0], s.dtype), 1)
  const squares = mul(gaps, add(row, swapped(row)))
  const divisors = where(isDiagonal, 1, where(areEqual(gaps, s), Number.NaN, squares))
  return where(isDiagonal, 0, div(sub(x, swapped(x)), divisors))
}

/** A = U·diag(values)·Vᵀ. */
export interface Svd {
  /** [..., m, k] with k the smaller of m and n: orthonormal columns. */
  readonly u: Tensor
  /** [..., k], descending. */
  readonly values: Tensor
  /** [..., n, k]: orthonormal columns. */
  readonly v: Tensor
}

/**
 * The results for matrices [batch, m, n] with m ≥ n, computed without recording. The positive eigenvalues of
 * [[0, R], [Rᵀ, 0]] are the singular values of R, with vectors that stack those of both sides.
 */
function svdOf(matrices: Tensor): Svd {
  const [batch = 1, , n = 0] = matrices.shape
  const { q, r } = qrOf(matrices)
  const none = mul(stopGradient(r), 0)
  const { values, vectors } = eigenOf(
    concat([concat([none, r], 2), concat([swapped(r), none], 2)], 1),
  )
  const descending = (x: Tensor, axis: number): Tensor => flip(x, [axis])
  const positive = descending(slice(vectors, [null, null, { start: n }]), 2)
  // The vectors of a singular value 0 are any that complete the others.
  const left = qrOf(slice(positive, [null, { stop: n }])).q
  const right = qrOf(slice(positive, [null, { start: n }])).q
  return {
    u: matmul(q, left),
    values: reshape(maximum(descending(slice(values, [null, { start: n }]), 1), 0), [batch, n]),
    v: right,
  }
}

/**
 * Singular values and vectors of matrices [..., m, n], floats, of reduced size: A = U·diag(values)·Vᵀ. A column of U
 * may have the other sign together with that of V. A matrix with an element that is not finite gives NaN.
 *
 * Derivatives of the vectors exist where all values differ (and, unless m = n, none is 0): where two are equal up to
 * rounding, no more than 64 ε times the largest apart (1.4e-14 in float64, 7.6e-6 in float32), they are NaN, and so
 * are second derivatives of the values. First derivatives of the values are right everywhere, of equal ones for each
 * function that treats them alike; at a value 0 they are one of many (a subgradient of a norm).
 * Derivative: Townsend 2016, "Differentiating the singular value decomposition".
 *
 * @example svd([[3, 0], [0, -2]]).values // [3, 2]
 */
export function svd(a: TensorLike): Svd {
  const { matrices: given, leading } = toAnyMatrices('svd', a)
  const [, rows = 0, columns = 0] = given.shape
  const isWide = rows < columns
  const matrices = isWide ? swapped(given) : given
  const { u, values, v } = svdOf(matrices)
  const left = apply(leftOp, [u, matrices, values, v], null)
  const right = apply(rightOp, [v, matrices, u, values], null)
  const k = Math.min(rows, columns)
  return {
    u: reshape(isWide ? right : left, [...leading, rows, k]),
    values: reshape(apply(valuesOp, [values, matrices, u, v], null), [...leading, k]),
    v: reshape(isWide ? left : right, [...leading, columns, k]),
  }
}

/**
 * The singular values of matrices [..., m, n], floats, descending: [..., k] with k the smaller of m and n. Their sum
 * is the nuclear norm, the first the spectral norm. Derivatives are those of `svd`.
 *
 * @example singularValues([[3, 0], [0, -2]]) // [3, 2]
 */
export const singularValues = (a: TensorLike): Tensor =>
  withOperationName('singularValues', () => svd(a).values)
