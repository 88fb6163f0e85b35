import {
  cholesky,
  cos,
  determinant,
  eigh,
  eye,
  grad,
  inverse,
  logDeterminant,
  matmul,
  mul,
  qr,
  range,
  reshape,
  sin,
  singularValues,
  solve,
  square,
  sum,
  svd,
  type Tensor,
  transpose,
  triangularSolve,
} from '../src/index.ts'
import { type Model, prefixed } from './reference-case.ts'

// Not an interface: those have no index signature, as a tree of tensors must.
type Points = { readonly x: Tensor; readonly b: Tensor }

const positive = ({ x }: Points): Tensor =>
  matmul(x, x, { transposeB: true }).add(eye(4, { dtype: x.dtype }))
const general = ({ x }: Points): Tensor => x.add(eye(4, { dtype: x.dtype }).mul(3))
const symmetric = ({ x }: Points): Tensor =>
  x
    .add(transpose(x, [0, 2, 1]))
    .div(2)
    .add(mul(eye(4, { dtype: x.dtype }), range(4, { dtype: x.dtype }).mul(3)))

const ofX: Readonly<Record<string, (at: Points) => Tensor>> = {
  cholesky: (at) => cholesky(positive(at)),
  inverse: (at) => inverse(general(at)),
  determinant: (at) => determinant(general(at)),
  log_determinant: ({ x }) => logDeterminant(x).logAbsDeterminant,
  eigenvalues: (at) => eigh(symmetric(at)).values,
  squared_eigenvectors: (at) => square(eigh(symmetric(at)).vectors),
}
const ofBoth: Readonly<Record<string, (at: Points) => Tensor>> = {
  triangular: (at) => triangularSolve(general(at), at.b),
  triangular_upper_transposed: (at) =>
    triangularSolve(general(at), at.b, { upper: true, transposeA: true }),
  solve: (at) => solve(general(at), at.b),
}

/** A scalar of a part, each of whose elements counts differently. */
const scalar = (y: Tensor): Tensor => {
  const weights = cos(reshape(range(y.size, { dtype: y.dtype }), y.shape))
  return sum(mul(weights, sin(y)))
}

/** Every factorisation with its first and second derivatives, over a batch. */
export const linearAlgebra: Model = (given) => {
  const points: Points = { x: given('x'), b: given('b') }
  const found: Record<string, Tensor> = { signs: logDeterminant(points.x).sign }
  for (const [name, part] of Object.entries(ofX)) {
    const first = grad((x: Tensor) => scalar(part({ ...points, x })))
    const second = grad((x: Tensor) => sum(square(first(x))))
    found[name] = part(points)
    found[`${name}_first_x`] = first(points.x)
    found[`${name}_second_x`] = second(points.x)
  }
  for (const [name, part] of Object.entries(ofBoth)) {
    const first = grad((at: Points) => scalar(part(at)))
    const second = grad((at: Points) => {
      const { x, b } = first(at)
      return sum(square(x)).add(sum(square(b)))
    })
    found[name] = part(points)
    Object.assign(
      found,
      prefixed(`${name}_first_`, { ...first(points) }),
      prefixed(`${name}_second_`, { ...second(points) }),
    )
  }
  const bySymmetric = grad((p: Tensor) => {
    const l = cholesky(p)
    return sum(mul(l, cos(l)))
  })
  return { ...found, cholesky_by_symmetric: bySymmetric(positive(points)) }
}

const ofAny: Readonly<Record<string, (a: Tensor) => Tensor>> = {
  q: (a) => qr(a).q,
  r: (a) => qr(a).r,
  singular_values: singularValues,
  squared_left: (a) => square(svd(a).u),
  squared_right: (a) => square(svd(a).v),
}

/** Factors with orthonormal columns, of tall and wide matrices, with their first and second derivatives. */
export const orthogonalFactors: Model = (given) => {
  const found: Record<string, Tensor> = {}
  for (const key of ['tall', 'wide']) {
    const a = given(key)
    for (const [name, part] of Object.entries(ofAny)) {
      const first = grad((x: Tensor) => scalar(part(x)))
      found[`${key}_${name}`] = part(a)
      found[`${key}_${name}_first`] = first(a)
      found[`${key}_${name}_second`] = grad((x: Tensor) => sum(square(first(x))))(a)
    }
  }
  return found
}
