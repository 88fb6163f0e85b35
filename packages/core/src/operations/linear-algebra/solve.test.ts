import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import { double, draw, largest } from './matrices.fixture.ts'

describe('triangularSolve', () => {
  const a = double([
    [2, 5],
    [3, 4],
  ])
  const b = double([[2], [8]])

  it('reads one triangle, plain or transposed, with its diagonal or without', () => {
    const solved = (options: S.TriangularOptions): unknown =>
      S.triangularSolve(a, b, options).reshape([2]).toArray()
    expect(solved({})).toEqual([1, 1.25])
    expect(solved({ upper: true })).toEqual([-4, 2])
    expect(solved({ transposeA: true })).toEqual([-2, 2])
    expect(solved({ upper: true, transposeA: true })).toEqual([1, 0.75])
    expect(solved({ unitDiagonal: true })).toEqual([2, 2])
    expect(solved({ upper: true, unitDiagonal: true })).toEqual([-38, 8])
  })

  it('has no derivative by what is not read', () => {
    const slope = (options: S.TriangularOptions): unknown =>
      S.grad((x: S.Tensor) => S.sum(S.triangularSolve(x, b, options)))(a)
        .notEqual(0)
        .toArray()
    expect(slope({})).toEqual([
      [true, false],
      [true, true],
    ])
    expect(slope({ upper: true, unitDiagonal: true })).toEqual([
      [false, true],
      [false, false],
    ])
  })

  it('of a zero on the diagonal is infinite', () => {
    expect(S.triangularSolve([[0]], [[2]]).item()).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('solve and inverse', () => {
  it('solve for columns, for a vector, and over leading axes', () => {
    const a = double([
      [0, 2],
      [4, 2],
    ])
    expect(S.solve(a, [[2], [10]]).toArray()).toEqual([[2], [1]])
    expect(S.solve(a, [2, 10]).toArray()).toEqual([2, 1])
    const [many, sides] = [draw('a', [3, 1, 4, 4]), draw('b', [2, 4, 5])]
    const x = S.solve(many, sides)
    expect(x.shape).toEqual([3, 2, 4, 5])
    expect(largest(S.matmul(many, x).sub(sides))).toBeLessThan(1e-12)
    expect(S.solve(many, draw('vector', [4])).shape).toEqual([3, 1, 4])
  })

  it('inverse: A·A⁻¹ = 1', () => {
    expect(
      S.inverse([
        [1, 2],
        [3, 5],
      ]).toArray(),
    ).toEqual([
      [expect.closeTo(-5, 4), expect.closeTo(2, 4)],
      [expect.closeTo(3, 4), expect.closeTo(-1, 4)],
    ])
    const a = draw('inverse', [2, 6, 6])
    expect(largest(S.matmul(a, S.inverse(a)).sub(S.eye(6, { dtype: 'float64' })))).toBeLessThan(
      1e-12,
    )
  })

  it('exchange rows where the first pivot is tiny', () => {
    const a = double([
      [1e-20, 1],
      [1, 1],
    ])
    expect(S.solve(a, [1, 2]).toArray()).toEqual([1, 1])
  })
})
