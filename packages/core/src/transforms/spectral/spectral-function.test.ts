import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'

const float64 = (values: S.Nested): S.Tensor => S.tensor(values, { dtype: 'float64' })
const diagonal = (values: readonly number[]): S.Tensor => S.diagonalMatrix(float64([...values]))
const largest = (x: S.Tensor): number => (x.size === 0 ? 0 : S.max(S.abs(x)).item())
const draw = (name: string, shape: readonly number[]): S.Tensor =>
  new S.Rng(3).split(name).normal(shape, { dtype: 'float64' })
const symmetric = (x: S.Tensor): S.Tensor => x.add(S.swapAxes(x, -1, -2)).mul(0.5)

type Scalar = (x: S.Tensor) => S.Tensor
const third =
  (f: Scalar): Scalar =>
  (x) =>
    S.jacobian(S.hessian(f))(x)

const weights = draw('weights', [3, 3])
const rotation = S.eigh(draw('rotation', [3, 3])).vectors
const rotated = (values: readonly number[]): S.Tensor =>
  S.matmul(S.matmul(rotation, diagonal(values)), rotation, { transposeB: true })

/** Σ Aᵏ / k!, far enough for matrices of this size. */
function exponentialSeries(a: S.Tensor): S.Tensor {
  let [term, total] = [S.eye(3, { dtype: 'float64' }), S.eye(3, { dtype: 'float64' })]
  for (let k = 1; k < 30; k++) {
    term = S.matmul(term, a).div(k)
    total = total.add(term)
  }
  return total
}
const cubeByProducts: Scalar = (a) => S.matmul(S.matmul(a, a), a)

const functions: [string, Scalar, Scalar][] = [
  ['x³', (x) => S.cube(x), cubeByProducts],
  ['exp', S.exp, exponentialSeries],
]
const matrices: [string, S.Tensor][] = [
  ['eigenvalues apart', rotated([-1, 0.5, 2])],
  ['two equal up to rounding', rotated([1, 1, 2])],
  ['two equal', diagonal([2, 0.5, 2])],
  ['all equal', S.eye(3, { dtype: 'float64' })],
  ['all 0', S.zeros([3, 3], { dtype: 'float64' })],
  ['some nearly equal', diagonal([1, 1 + 1e-9, 1 + 1e-4])],
  ['some small', diagonal([1e-12, 2e-12, 1])],
  ['signs', diagonal([-1.5, 1.5, 1.500001])],
]

describe('spectralFunction', () => {
  it.each(
    functions.flatMap(([name, f, g]) => matrices.map(([of, a]) => [name, of, a, f, g] as const)),
  )('%s of %s has its derivatives to second order', (_, __, a, f, byProducts) => {
    const found: Scalar = (x) => S.sum(S.spectralFunction(x, f).mul(weights))
    const wanted: Scalar = (x) => S.sum(byProducts(symmetric(x)).mul(weights))
    expect(largest(S.spectralFunction(a, f).sub(byProducts(a)))).toBeLessThan(1e-13)
    expect(largest(S.grad(found)(a).sub(S.grad(wanted)(a)))).toBeLessThan(1e-12)
    expect(largest(S.hessian(found)(a).sub(S.hessian(wanted)(a)))).toBeLessThan(1e-11)
  })

  it('has third derivatives too', () => {
    const found: Scalar = (x) => S.sum(S.spectralFunction(x, (y) => S.pow(y, 3)).mul(weights))
    const wanted: Scalar = (x) => S.sum(cubeByProducts(symmetric(x)).mul(weights))
    const a = rotated([1, 1, 2])
    expect(largest(third(found)(a).sub(third(wanted)(a)))).toBeLessThan(1e-11)
  })

  it('inverts, takes roots and logarithms', () => {
    const a = rotated([0.5, 2, 2])
    const inverse = S.spectralFunction(a, S.reciprocal)
    expect(largest(inverse.sub(S.inverse(a)))).toBeLessThan(1e-14)
    const root = S.spectralFunction(a, S.sqrt)
    expect(largest(S.matmul(root, root).sub(a))).toBeLessThan(1e-14)
    // d tr log A / dA = A⁻¹.
    const slope = S.grad((x: S.Tensor) =>
      S.sum(S.mul(S.spectralFunction(x, S.log), S.eye(3, { dtype: 'float64' }))),
    )(a)
    expect(largest(slope.sub(inverse))).toBeLessThan(1e-14)
  })

  it('takes batches, in float32, compiled and mapped, to the same bits', () => {
    const a = draw('batch', [2, 4, 3, 3]).cast('float32')
    const f: Scalar = (x) => S.spectralFunction(x, S.tanh)
    const slope: Scalar = (x) => S.grad((y: S.Tensor) => S.sum(S.square(f(y))))(x)
    for (const run of [f, slope]) {
      const all = run(a)
      expect(all.dtype).toBe('float32')
      expect([...S.compile(run)(a).data]).toEqual([...all.data])
      expect([...S.vmap(run)(a).data]).toEqual([...all.data])
    }
  })

  it('refuses a function that closes over what is being differentiated', () => {
    const a = rotated([1, 1, 2])
    const f = (exponent: S.Tensor): S.Tensor =>
      S.sum(S.spectralFunction(a, (y) => S.pow(y, exponent)))
    expect(f(float64(3)).item()).toBeCloseTo(S.sum(cubeByProducts(a)).item(), 12)
    expect(() => S.grad(f)(float64(3))).toThrow(S.GradientError)
    expect(() => S.grad(f)(float64(3))).toThrow(
      'spectralFunction: the function may depend on its argument only, got one that depends on a watched tensor or variable besides; wrap it in stopGradient()',
    )
  })

  it('of a function that is linear or constant has derivatives of 0', () => {
    const a = rotated([1, 1, 2])
    for (const f of [(x: S.Tensor) => x.mul(2), (x: S.Tensor) => S.onesLike(x)]) {
      const H = S.hessian((x: S.Tensor) => S.sum(S.spectralFunction(x, f).mul(weights)))(a)
      expect(largest(H)).toBe(0)
    }
  })

  it('refuses what is no square matrix and a function that changes the shape', () => {
    expect(() => S.spectralFunction(S.zeros([2, 3]), S.exp)).toThrow(
      'spectralFunction: must be square matrices, [..., n, n], got [2, 3]',
    )
    expect(() => S.spectralFunction(S.zeros([2, 2]), (x) => S.sum(x))).toThrow(
      'spectralFunction: the function must work element by element, got shape [] of [1, 2]',
    )
    for (const f of [
      (x: S.Tensor) => x.softmax(),
      (x: S.Tensor) => x.div(S.sum(x)),
      (x: S.Tensor) => x.sub(S.mean(x)),
    ])
      expect(() =>
        S.grad((x: S.Tensor) => S.sum(S.spectralFunction(x, f)))(rotated([1, 1, 2])),
      ).toThrow('spectralFunction: the function must work element by element, got')
    expect(() => S.spectralFunction(S.zeros([2, 2]), (() => 1) as never)).toThrow(
      'spectralFunction: the function must return a tensor, got 1; spectralFunction(a, exp)',
    )
  })
})
