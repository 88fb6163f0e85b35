import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import { double, draw, largest } from './matrices.fixture.ts'

describe('eigh', () => {
  it('values ascend, vectors stand in columns with their largest element positive', () => {
    const { values, vectors } = S.eigh(
      double([
        [2, 0, 0],
        [0, 3, 4],
        [0, 4, 9],
      ]),
    )
    const [first = 0, second = 0, third = 0] = values.data
    expect([first, second, third]).toEqual([1, 2, 11].map((x) => expect.closeTo(x, 13)))
    const root = Math.sqrt(5)
    const expected = double([
      [0, 1, 0],
      [2 / root, 0, 1 / root],
      [-1 / root, 0, 2 / root],
    ])
    expect(largest(vectors.sub(expected))).toBeLessThan(1e-15)
    for (const dtype of ['float32', 'float64'] as const) {
      const a = draw('eigh', [2, 3, 12, 12], dtype)
      const symmetric = a.add(S.transpose(a, [0, 1, 3, 2])).div(2)
      const eigen = S.eigh(a)
      const tolerance = dtype === 'float32' ? 1e-5 : 1e-13
      const left = S.matmul(symmetric, eigen.vectors)
      const error = left.sub(eigen.vectors.mul(eigen.values.expandDims(-2)))
      expect(largest(error)).toBeLessThan(tolerance)
    }
  })

  it('of equal values: first derivatives of the values are right, all others are NaN', () => {
    const a = S.eye(3, { dtype: 'float64' }).mul(2)
    const trace = S.grad((x: S.Tensor) => S.sum(S.eigh(x).values))(a)
    expect(trace.toArray()).toEqual(S.eye(3).toArray())
    const squares = S.grad((x: S.Tensor) => S.sum(S.square(S.eigh(x).values)))(a)
    expect(squares.toArray()).toEqual(a.mul(2).toArray())
    const twice = double([
      [5, 1, 1],
      [1, 5, 1],
      [1, 1, 5],
    ])
    const slope = S.grad((x: S.Tensor) => S.sum(S.exp(S.eigh(x).values.div(4))))(twice)
    const step = 1e-5
    const at = (t: number): number =>
      S.sum(S.exp(S.eigh(twice.add(S.eye(3, { dtype: 'float64' }).mul(t))).values.div(4))).item()
    const numeric = (at(step) - at(-step)) / (2 * step)
    expect(S.sum(S.mul(slope, S.eye(3, { dtype: 'float64' }))).item()).toBeCloseTo(numeric, 7)
    const ofVectors = S.grad((x: S.Tensor) => S.sum(S.eigh(x).vectors))(a)
    expect(S.all(S.isNaN(ofVectors)).toArray()).toBe(true)
    const energy = (x: S.Tensor): S.Tensor => S.sum(S.square(S.eigh(x).values))
    const second = S.hvp(energy, a, S.onesLike(a))
    expect(S.all(S.isNaN(second)).toArray()).toBe(true)
  })

  it('of values that are equal up to rounding: derivatives of the vectors are NaN, not noise', () => {
    const { vectors } = S.eigh(draw('rotation', [4, 4], 'float64'))
    for (const dtype of ['float32', 'float64'] as const)
      for (const values of [
        [1, 1, 2, 3],
        [-5, 0.5, 0.5, 1],
        [1e-3, 7, 7, 7],
      ]) {
        const diagonal = S.diagonalMatrix(S.tensor(values, { dtype: 'float64' }))
        const a = S.matmul(S.matmul(vectors, diagonal), vectors, { transposeB: true }).cast(dtype)
        // V·diag(λ²)·Vᵀ treats equal values alike: finite numbers would look right.
        const energy = (x: S.Tensor): S.Tensor => {
          const eigen = S.eigh(x)
          const scaled = eigen.vectors.mul(S.square(eigen.values).expandDims(0))
          return S.sum(S.matmul(scaled, eigen.vectors, { transposeB: true }))
        }
        expect(S.any(S.isNaN(S.grad(energy)(a))).item()).toBe(1)
        const right = S.grad((x: S.Tensor) => S.sum(S.spectralFunction(x, S.square)))(a)
        const expected = S.grad((x: S.Tensor) => S.sum(S.matmul(x, x)))(a)
        expect(largest(right.sub(expected))).toBeLessThan(dtype === 'float32' ? 2e-4 : 1e-12)
      }
    const apart = S.diagonalMatrix(S.tensor([1, 1 + 1e-5, 2], { dtype: 'float64' }))
    const slope = S.grad((x: S.Tensor) => S.sum(S.eigh(x).vectors))(apart)
    expect(S.all(S.isFinite(slope)).item()).toBe(1)
  })

  it('of what is not finite is NaN', () => {
    const { values, vectors } = S.eigh([
      [
        [1, Number.NaN],
        [0, 1],
      ],
      [
        [1, 0],
        [0, 2],
      ],
    ])
    expect(values.toArray()).toEqual([
      [Number.NaN, Number.NaN],
      [1, 2],
    ])
    expect(S.any(S.isNaN(vectors.slice([1]))).toArray()).toBe(false)
  })
})
