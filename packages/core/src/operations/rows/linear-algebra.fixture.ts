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
  type Tensor,
  triangularSolve,
} from '../../index.ts'
import { any, binary, type Row, type Shapes, unary } from './row.fixture.ts'

const orderOf = (x: Tensor): number => x.shape.at(-1) ?? 0

/** x·xᵀ/4 + 1: symmetric, with eigenvalues from 1 on. */
const positiveDefinite = (x: Tensor): Tensor =>
  matmul(x, x, { transposeB: true })
    .div(4)
    .add(eye(orderOf(x), x.dtype))

/** x/4 with 2 added along the diagonal: far from singular. */
const invertible = (x: Tensor): Tensor => x.div(4).add(eye(orderOf(x), x.dtype).mul(2))

/** Symmetric only in part, with eigenvalues some 3 apart. */
const separated = (x: Tensor): Tensor => {
  const n = orderOf(x)
  return add(x.div(4), mul(eye(n, x.dtype), range(n, x.dtype).mul(3)))
}

/** A drawn shape that has an axis. */
const withAxis = (drawn: readonly number[]): readonly number[] => (drawn.length > 0 ? drawn : [2])

const square: Shapes = (drawn) => {
  const shape = withAxis(drawn)
  return [[...shape, shape.at(-1) ?? 0]]
}
/** Square matrices, and as many right-hand sides, two columns wide. */
const equations: Shapes = (drawn) => [...square(drawn), [...withAxis(drawn), 2]]
/** The same with one matrix for all. */
const oneMatrix: Shapes = (drawn) => {
  const shape = withAxis(drawn)
  const n = shape.at(-1) ?? 0
  return [
    [n, n],
    [...shape, 2],
  ]
}

const matrices = any([2, 3, 3])
const sides = any([2, 3, 2])

export const linearAlgebraRows: readonly Row[] = [
  unary('cholesky', (x) => cholesky(positiveDefinite(x)), matrices, { shapes: square }),
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
  unary('inverse', (x) => inverse(invertible(x)), matrices, { shapes: square }),
  unary('determinant', (x) => determinant(invertible(x)), matrices, { shapes: square }),
  unary(
    'logDeterminant',
    (x) => {
      const { sign, logAbsDeterminant } = logDeterminant(invertible(x))
      return logAbsDeterminant.mul(sign)
    },
    matrices,
    { shapes: square },
  ),
  unary('eigenvalues', (x) => eigh(separated(x)).values, matrices, { shapes: square }),
  unary('eigenvectors', (x) => eigh(separated(x)).vectors, matrices, { shapes: square }),
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
      const square = matmul(x, x, { transposeB: true }).div(4)
      return spectralFunction(square.add(eye(3, x.dtype)), log)
    },
    any([3, 1]),
  ),
  unary('qr', (x) => qr(x).q, any([3, 2])),
  unary('singularValues', (x) => singularValues(x), any([2, 3])),
  unary('spectralFunction of order 0', (x) => spectralFunction(x, exp), any([2, 0, 0])),
  unary('spectralFunction of no matrices', (x) => spectralFunction(x, exp), any([0, 2, 2])),
  unary('cholesky of order 0', (x) => cholesky(x), any([2, 0, 0])),
  unary('eigenvectors of no matrices', (x) => eigh(x).vectors, any([0, 2, 2])),
  binary('solve of order 0', (a, b) => solve(a, b), any([0, 0]), any([0, 3])),
]
