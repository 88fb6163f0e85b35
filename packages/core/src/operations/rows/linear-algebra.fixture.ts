import {
  add,
  cholesky,
  determinant,
  eigh,
  exp,
  eye,
  inverse,
  log,
  logDeterminant,
  matmul,
  mul,
  qr,
  range,
  singularValues,
  solve,
  spectralFunction,
  square,
  svd,
  type Tensor,
  triangularSolve,
} from '../../index.ts'
import { any, binary, type Row, ranked, type Shapes, unary } from './row.fixture.ts'

const orderOf = (x: Tensor): number => x.shape.at(-1) ?? 0

/** x·xᵀ/4 + 1: symmetric, with eigenvalues from 1 on. */
const positiveDefinite = (x: Tensor): Tensor =>
  matmul(x, x, { transposeB: true })
    .div(4)
    .add(eye(orderOf(x), { dtype: x.dtype }))

/** x/4 with 2 added along the diagonal: far from singular. */
const invertible = (x: Tensor): Tensor => x.div(4).add(eye(orderOf(x), { dtype: x.dtype }).mul(2))

/** Symmetric only in part, with eigenvalues some 3 apart. */
const separated = (x: Tensor): Tensor => {
  const n = orderOf(x)
  return add(x.div(4), mul(eye(n, { dtype: x.dtype }), range(n, { dtype: x.dtype }).mul(3)))
}

/** With singular values some 3 apart. */
const ofFullRank = (x: Tensor): Tensor => {
  const [m = 0, n = 0] = x.shape.slice(-2)
  const k = Math.max(m, n)
  const diagonal = mul(eye(k, { dtype: x.dtype }), range(k, { dtype: x.dtype }).mul(3).add(2))
  return add(x.div(4), diagonal.slice([{ stop: m }, { stop: n }]))
}

/** A drawn shape that has an axis. */
const withAxis = (drawn: readonly number[]): readonly number[] => (drawn.length > 0 ? drawn : [2])

const squares: Shapes = (drawn) => {
  const shape = withAxis(drawn)
  return [[...shape, shape.at(-1) ?? 0]]
}
/** Square matrices, and as many right-hand sides, two columns wide. */
const equations: Shapes = (drawn) => [...squares(drawn), [...withAxis(drawn), 2]]
/** The same with one matrix for all. */
const oneMatrix: Shapes = (drawn) => {
  const shape = withAxis(drawn)
  const n = shape.at(-1) ?? 0
  return [
    [n, n],
    [...shape, 2],
  ]
}

/** One matrix of the last two axes drawn. */
const oneRectangle: Shapes = (drawn) => ranked(2)(drawn.slice(1))

const matrices = any([2, 3, 3])
const sides = any([2, 3, 2])

export const linearAlgebraRows: readonly Row[] = [
  unary('cholesky', (x) => cholesky(positiveDefinite(x)), matrices, { shapes: squares }),
  unary('cholesky of what is not symmetric', (x) => cholesky(invertible(x)), any([3, 3])),
  binary('triangularSolve', (a, b) => triangularSolve(invertible(a), b), matrices, sides, {
    shapes: equations,
  }),
  binary(
    'triangularSolve, aᵀ',
    (a, b) => triangularSolve(invertible(a), exp(b), { transposeA: true }),
    any([3, 3]),
    sides,
    { shapes: oneMatrix },
  ),
  binary(
    'triangularSolve, upper',
    (a, b) => triangularSolve(invertible(a), exp(b), { upper: true }),
    matrices,
    any([3, 1]),
  ),
  binary(
    'triangularSolve, upper, aᵀ, unit',
    (a, b) => triangularSolve(a, b, { upper: true, transposeA: true, unitDiagonal: true }),
    any([3, 3]),
    any([3]),
  ),
  binary(
    'triangularSolve, unit',
    (a, b) => triangularSolve(a, b, { unitDiagonal: true }),
    any([3, 3]),
    any([3, 2]),
  ),
  binary('solve', (a, b) => solve(invertible(a), b), matrices, sides, { shapes: equations }),
  binary('solve, one matrix', (a, b) => solve(invertible(a), b), any([3, 3]), sides, {
    shapes: oneMatrix,
  }),
  binary('solve, a vector', (a, b) => solve(invertible(a), b), any([2, 1, 3, 3]), any([3])),
  unary('inverse', (x) => inverse(invertible(x)), matrices, { shapes: squares }),
  unary('determinant', (x) => determinant(invertible(x)), matrices, { shapes: squares }),
  unary(
    'logDeterminant',
    (x) => {
      const { sign, logAbsDeterminant } = logDeterminant(invertible(x))
      return logAbsDeterminant.mul(sign)
    },
    matrices,
    { shapes: squares },
  ),
  unary('eigenvalues', (x) => eigh(separated(x)).values, matrices, { shapes: squares }),
  unary('eigenvectors', (x) => eigh(separated(x)).vectors, matrices, { shapes: squares }),
  unary(
    'eigenvalues and eigenvectors together',
    (x) => {
      const { values, vectors } = eigh(separated(x))
      return matmul(vectors, exp(values.div(4)).expandDims(-1))
    },
    matrices,
  ),
  unary('spectralFunction', (x) => spectralFunction(x.div(2), exp), matrices),
  unary(
    'spectralFunction of equal eigenvalues',
    (x) => {
      const product = matmul(x, x, { transposeB: true }).div(4)
      return spectralFunction(product.add(eye(3, { dtype: x.dtype })), log)
    },
    any([3, 1]),
  ),
  unary(
    'qr',
    (x) => {
      const { q, r } = qr(ofFullRank(x))
      return matmul(q, exp(r.div(8)))
    },
    any([3, 2]),
    { shapes: oneRectangle },
  ),
  unary('qr, the columns beyond the square', (x) => qr(ofFullRank(x)).r, any([2, 3])),
  unary(
    'svd',
    (x) => {
      // Squares of the vectors, whose signs are free.
      const { u, values, v } = svd(ofFullRank(x))
      const left = mul(square(u), exp(values.div(8)).expandDims(-2))
      return matmul(left, square(v), { transposeB: true })
    },
    any([3, 2]),
    { shapes: oneRectangle },
  ),
  unary('singularValues', (x) => singularValues(x), any([2, 3])),
  unary('spectralFunction of order 0', (x) => spectralFunction(x, exp), any([2, 0, 0])),
  unary('spectralFunction of no matrices', (x) => spectralFunction(x, exp), any([0, 2, 2])),
  unary('cholesky of order 0', (x) => cholesky(x), any([2, 0, 0])),
  unary('eigenvectors of no matrices', (x) => eigh(x).vectors, any([0, 2, 2])),
  binary('solve of order 0', (a, b) => solve(a, b), any([0, 0]), any([0, 3])),
]
