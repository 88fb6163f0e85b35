import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'

const draw = (shape: readonly number[]): S.Tensor =>
  new S.Rng(shape.length).split(shape.join()).normal(shape, { dtype: 'float64' })
const float64 = (values: S.Nested): S.Tensor => S.tensor(values, { dtype: 'float64' })
const turned = (x: S.Tensor): S.Tensor => S.swapAxes(x, -1, -2)
const largest = (x: S.Tensor): number => [...x.data].reduce((a, b) => Math.max(a, Math.abs(b)), 0)
const apart = (a: S.Tensor, b: S.Tensor): number => {
  expect(a.shape).toEqual(b.shape)
  return largest(S.sub(a, b))
}
const notOrthonormal = (q: S.Tensor): number =>
  largest(S.sub(S.matmul(turned(q), q), S.eye(q.shape.at(-1) ?? 0, { dtype: q.dtype })))

it.each([
  [[0, 0]],
  [[0, 3]],
  [[3, 0]],
  [[1, 1]],
  [[3, 3]],
  [[5, 2]],
  [[2, 5]],
  [[2, 3, 2]],
  [[0, 2, 2]],
  [[2, 2, 4, 3]],
])('of %j, factors with orthonormal columns have the matrix as their product', (shape) => {
  const a = draw(shape)
  const { q, r } = S.qr(a)
  expect(apart(S.matmul(q, r), a)).toBeLessThan(1e-13)
  expect(notOrthonormal(q)).toBeLessThan(1e-13)
  expect(apart(S.triu(r), r)).toBe(0)
  expect(S.diagonal(r).data.every((value) => value >= 0)).toBe(true)
  const { u, values, v } = S.svd(a)
  expect(apart(S.matmul(S.mul(u, S.expandDims(values, -2)), turned(v)), a)).toBeLessThan(1e-13)
  expect(Math.max(notOrthonormal(u), notOrthonormal(v))).toBeLessThan(1e-13)
  expect(apart(S.sort(values, -1, { descending: true }), values)).toBe(0)
})

it.each([[[3, 0]], [[2, 3, 2]], [[2, 4]]])(
  'of %j, factors have the same bits compiled, and mapped those of a loop',
  (shape) => {
    const a = draw(shape)
    const f = (x: S.Tensor): S.Tensor[] => [S.qr(x).q, S.qr(x).r, ...Object.values(S.svd(x))]
    const bits = (found: readonly S.Tensor[]) => found.map((x) => [...x.data])
    expect(bits(S.compile(f)(a))).toEqual(bits(f(a)))
    const b = a.mul(2).add(0.1)
    const [ofA, ofB] = [f(a), f(b)]
    const loop = ofA.map((x, index) => S.stack([x, ofB[index] ?? x]))
    expect(bits(S.vmap((x: S.Tensor) => f(x))(S.stack([a, b])))).toEqual(bits(loop))
  },
)

const weighted = (x: S.Tensor): S.Tensor =>
  S.mul(x, S.cos(S.range(x.size, { dtype: x.dtype }).reshape(x.shape)))

describe('derivatives of tall, square and wide matrices', () => {
  it.each([
    [[2, 3, 2], 3],
    [[3, 3], 2],
    [[2, 3], 2],
  ])('%j to order %i', (shape, order) => {
    const a = draw(shape)
    for (const f of [
      (x: S.Tensor) => S.qr(x).q,
      (x: S.Tensor) => S.qr(x).r,
      S.singularValues,
      // Vectors up to their signs.
      (x: S.Tensor) => S.square(S.svd(x).u),
      (x: S.Tensor) => S.square(S.svd(x).v),
    ])
      S.checkGradients((x: S.Tensor) => weighted(f(x)), [a], { order, tolerance: 1e-5 })
  })

  it('of empty matrices are empty', () => {
    const f = (x: S.Tensor): S.Tensor => S.sum(S.qr(x).r).add(S.sum(S.singularValues(x)))
    expect(S.grad(f)(S.zeros([2, 0, 0])).shape).toEqual([2, 0, 0])
  })
})

describe('where columns depend on each other', () => {
  const a = float64([
    [1, 2, 3],
    [2, 4, 6],
    [0, 0, 1],
    [1, 2, 0],
  ])

  it('Q is orthonormal all the same', () => {
    for (const x of [a, turned(a), S.zeros([3, 2], { dtype: 'float64' })]) {
      const { q, r } = S.qr(x)
      expect(apart(S.matmul(q, r), x)).toBeLessThan(1e-13)
      expect(notOrthonormal(q)).toBeLessThan(1e-13)
    }
  })

  it('a singular value is 0, its vectors complete the others, and a norm has a derivative', () => {
    for (const x of [a, turned(a), S.zeros([3, 2], { dtype: 'float64' })]) {
      const { u, values, v } = S.svd(x)
      expect(apart(S.matmul(S.mul(u, S.expandDims(values, -2)), turned(v)), x)).toBeLessThan(1e-13)
      expect(Math.max(notOrthonormal(u), notOrthonormal(v))).toBeLessThan(1e-13)
      expect(values.data.at(-1)).toBeLessThan(5e-15)
      const slope = S.grad((at: S.Tensor) => S.sum(S.singularValues(at)))(x)
      // A subgradient of the nuclear norm: its spectral norm is 1, and its product with x the norm itself.
      expect(S.singularValues(slope).data[0]).toBeCloseTo(1, 12)
      expect(S.sum(S.mul(slope, x)).item()).toBeCloseTo(S.sum(values).item(), 12)
    }
  })
})

describe('equal singular values', () => {
  const two = S.eye(2, { dtype: 'float64' }).mul(3)

  it('have first derivatives of what treats them alike', () => {
    const slope = S.grad((x: S.Tensor) => S.sum(S.square(S.singularValues(x))))(two)
    expect(apart(slope, two.mul(2))).toBeLessThan(1e-14)
  })

  it('have vectors without a derivative: NaN, as second derivatives of the values', () => {
    const byVectors = S.grad((x: S.Tensor) => S.sum(weighted(S.square(S.svd(x).u))))(two)
    expect(byVectors.data.some(Number.isNaN)).toBe(true)
    const second = S.hessian((x: S.Tensor) => S.sum(S.square(S.singularValues(x))))(two)
    expect(second.data.some(Number.isNaN)).toBe(true)
  })
})

it('singular values are the roots of the eigenvalues of AᵀA, also small ones beside large ones', () => {
  const a = S.matmul(
    S.qr(draw([6, 4])).q,
    S.mul(float64([[1], [1e-3], [1e-6], [1e-9]]), S.qr(draw([4, 4])).q),
  )
  const values = S.singularValues(a)
  for (const [index, value] of [1, 1e-3, 1e-6, 1e-9].entries())
    expect(Math.abs((values.data[index] ?? 0) - value)).toBeLessThan(5e-15)
  expect(apart(S.square(values), S.flip(S.eigh(S.matmul(turned(a), a)).values, [0]))).toBeLessThan(
    5e-15,
  )
})

it('neither large nor small numbers are lost in float32', () => {
  for (const scale of [1e-30, 1e30]) {
    const a = draw([4, 3]).cast('float32').mul(scale)
    const { q, r } = S.qr(a)
    expect(apart(S.matmul(q, r), a)).toBeLessThan(2e-6 * scale)
    expect(notOrthonormal(q)).toBeLessThan(1e-6)
  }
})

it('what is no matrix is refused', () => {
  expect(() => S.qr(S.tensor([1, 2]))).toThrow('qr: must be matrices, [..., m, n], got [2]')
  expect(() => S.svd(S.range(4).reshape([2, 2]))).toThrow(/^svd: .*int32/)
  expect(() => S.singularValues(S.tensor(1))).toThrow('singularValues: must be matrices')
})
