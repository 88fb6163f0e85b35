import { add, div, mul, neg, sub } from '../../operations/elementwise/arithmetic.ts'
import { equal, less } from '../../operations/elementwise/compare.ts'
import { abs, sqrt } from '../../operations/elementwise/elementwise.ts'
import { where } from '../../operations/elementwise/select.ts'
import { stopGradient } from '../../operations/elementwise/stop-gradient.ts'
import { diagonal, triu } from '../../operations/index/diagonal.ts'
import { concat } from '../../operations/layout/concat.ts'
import { eye } from '../../operations/layout/constant.ts'
import { copyAll } from '../../operations/layout/copy.ts'
import { reshape } from '../../operations/layout/reshape.ts'
import { slice } from '../../operations/layout/slice-pad.ts'
import { repeatTo, sum } from '../../operations/layout/sum-broadcast.ts'
import {
  matrixBatchRule,
  swapped,
  toAnyMatrices,
  weights,
} from '../../operations/linear-algebra/matrices.ts'
import { triangularSolveOp } from '../../operations/linear-algebra/triangular-solve.ts'
import { matmul } from '../../operations/products/matmul.ts'
import { max } from '../../operations/reduce/reduce.ts'
import { apply } from '../../primitive/apply.ts'
import { type Primitive, primitive } from '../../primitive/primitive.ts'
import type { TensorLike } from '../../tensor/convert.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { scan } from '../scan/scan.ts'

/** A factor that was computed without recording, the matrices that it is a function of, and the other factor. */
type Precomputed = readonly [factor: Tensor, a: Tensor, other: Tensor]

/** Q [batch, m, n] of A = Q·R with m ≥ n. */
const qOp: Primitive<Precomputed, null> = primitive<Precomputed>({
  name: 'orthogonalFactor',
  shape: ([q]) => q.shape,
  view: true,
  batch: matrixBatchRule,
  lower: copyAll,
  vjp: [
    null,
    (g, [factor, a, other], q) => {
      const r = apply(rOp, [other, a, factor], null)
      const symmetric = symmetricOfLower(neg(matmul(g, q, { transposeA: true })))
      return timesInverse(add(g, matmul(q, symmetric)), r)
    },
    null,
  ],
})

/** R [batch, n, n] of A = Q·R with m ≥ n. */
const rOp: Primitive<Precomputed, null> = primitive<Precomputed>({
  name: 'triangularFactor',
  shape: ([r]) => r.shape,
  view: true,
  batch: matrixBatchRule,
  lower: copyAll,
  vjp: [
    null,
    (g, [factor, a, other], r) => {
      const q = apply(qOp, [other, a, factor], null)
      const upper = mul(g, weights(r.shape[1] ?? 0, [0, 1, 1], g.dtype))
      const symmetric = symmetricOfLower(matmul(r, upper, { transposeB: true }))
      return timesInverse(matmul(q, symmetric), r)
    },
    null,
  ],
})

/** The symmetric matrices with the lower triangles of others. */
function symmetricOfLower(x: Tensor): Tensor {
  const lower = mul(x, weights(x.shape[1] ?? 0, [1, 0.5, 0], x.dtype))
  return add(lower, swapped(lower))
}

/** x·R⁻ᵀ */
const timesInverse = (x: Tensor, r: Tensor): Tensor =>
  swapped(
    apply(triangularSolveOp, [r, swapped(x)], { upper: true, transposed: false, unit: false }),
  )

/** A = Q·R. */
export interface Qr {
  /** [..., m, k] with k the smaller of m and n: orthonormal columns. */
  readonly q: Tensor
  /** [..., k, n]: upper triangular, with no negative number on its diagonal. */
  readonly r: Tensor
}

/** The factors of matrices [batch, m, n] with m ≥ n, computed without recording: a reflection for each column. */
export function qrOf(matrices: Tensor): Qr {
  const [batch = 1, m = 0, n = 0] = matrices.shape
  const a = stopGradient(matrices)
  if (n === 0) return { q: a, r: reshape(slice(a, [null, { stop: 0 }]), [batch, 0, 0]) }
  const rows = slice(eye(m, { dtype: a.dtype }), [{ stop: n }])
  const { carry, outputs } = scan(
    (left: Tensor, { column, row, from }: { column: Tensor; row: Tensor; from: Tensor }) => {
      const below = mul(sum(mul(left, column), 2, { keepDims: true }), reshape(from, [m, 1]))
      const output = reflectorOf(below, reshape(row, [m, 1]))
      return { carry: reflected(left, output), output }
    },
    a,
    { column: eye(n, { dtype: a.dtype }), row: rows, from: triu(add(mul(rows, 0), 1)) },
  )
  const { carry: q } = scan(
    (right: Tensor, reflector: Tensor) => ({ carry: reflected(right, reflector), output: [] }),
    repeatTo(swapped(reshape(rows, [1, n, m])), [batch, m, n]),
    outputs,
    { reverse: true },
  )
  const r = triu(slice(carry, [null, { stop: n }]))
  const signs = where(less(diagonal(r), 0), neg(add(mul(diagonal(r), 0), 1)), 1)
  return { q: mul(q, reshape(signs, [batch, 1, n])), r: mul(r, reshape(signs, [batch, n, 1])) }
}

/**
 * The v, of length √2, whose reflection I − v·vᵀ takes `x` [batch, m, 1] to a multiple of the unit vector `unit`; 0
 * where x is 0. Householder 1958, "Unitary triangularization of a nonsymmetric matrix".
 */
function reflectorOf(x: Tensor, unit: Tensor): Tensor {
  // In parts of the largest element, whose square can be neither too large nor too small.
  const largest = max(abs(x), 1, { keepDims: true })
  const scaled = div(x, where(equal(largest, 0), 1, largest))
  const length = sqrt(lengthSquared(scaled))
  const pivot = sum(mul(scaled, unit), 1, { keepDims: true })
  const v = add(scaled, mul(unit, where(less(pivot, 0), neg(length), length)))
  const square = lengthSquared(v)
  return mul(v, where(equal(square, 0), 0, sqrt(div(2, where(equal(square, 0), 1, square)))))
}

const lengthSquared = (x: Tensor): Tensor => sum(mul(x, x), 1, { keepDims: true })

/** (I − v·vᵀ)·x */
const reflected = (x: Tensor, v: Tensor): Tensor =>
  sub(x, matmul(v, matmul(v, x, { transposeA: true })))

/**
 * The factors Q and R of matrices [..., m, n], floats: A = Q·R, of reduced size, by Householder's reflections. Q has
 * orthonormal columns whatever the rank. R has no negative number on its diagonal, so that both are unique where the
 * first min(m, n) columns of A are independent: there they have derivatives of every order. Where they are not, a
 * number on the diagonal of R is 0 up to rounding, and derivatives are infinite, NaN or of the size of 1 / rounding.
 * Derivative: Walter and Lehmann 2018, "Algorithmic differentiation of linear algebra functions", for m ≥ n.
 *
 * @example qr([[3, 1], [4, 2]]) // q: [[0.6, -0.8], [0.8, 0.6]], r: [[5, 2.2], [0, 0.4]]
 */
export function qr(a: TensorLike): Qr {
  const { matrices, leading } = toAnyMatrices('qr', a)
  const [, m = 0, n = 0] = matrices.shape
  const k = Math.min(m, n)
  const tall = slice(matrices, [null, null, { stop: k }])
  const known = qrOf(tall)
  const q = apply(qOp, [known.q, tall, known.r], null)
  const r = apply(rOp, [known.r, tall, known.q], null)
  // The columns beyond the m-th in the basis that the first ones give.
  const others = slice(matrices, [null, null, { start: k }])
  const whole = m < n ? concat([r, matmul(q, others, { transposeA: true })], 2) : r
  return { q: reshape(q, [...leading, m, k]), r: reshape(whole, [...leading, k, n]) }
}
