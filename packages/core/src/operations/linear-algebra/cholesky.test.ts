import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import { double, draw, largest, positive } from './matrices.fixture.ts'

describe('cholesky', () => {
  const a = double([
    [4, 2, -2],
    [2, 10, 5],
    [-2, 5, 21],
  ])

  it('gives the lower triangle whose square is the matrix', () => {
    const l = S.cholesky(a)
    expect(l.toArray()).toEqual([
      [2, 0, 0],
      [1, 3, 0],
      [-1, 2, 4],
    ])
    expect(S.cholesky([[9]]).toArray()).toEqual([[3]])
    for (const dtype of ['float32', 'float64'] as const) {
      const many = positive(draw('many', [2, 3, 9, 9], dtype))
      const factors = S.cholesky(many)
      expect([factors.shape, factors.dtype]).toEqual([many.shape, dtype])
      const error = S.matmul(factors, factors, { transposeB: true }).sub(many)
      expect(largest(error)).toBeLessThan(dtype === 'float32' ? 1e-5 : 1e-13)
    }
  })

  it('takes the symmetric part, and has a symmetric derivative', () => {
    const skew = double([
      [0, 1, -2],
      [-1, 0, 3],
      [2, -3, 0],
    ])
    expect(S.cholesky(a.add(skew)).toArray()).toEqual(S.cholesky(a).toArray())
    const slope = S.grad((x: S.Tensor) => S.sum(S.cholesky(x)))(a)
    expect(slope.toArray()).toEqual(slope.transpose().toArray())
    // Of a 1 × 1 matrix it is the root.
    expect(S.grad((x: S.Tensor) => S.sum(S.cholesky(x)))(double([[16]])).item()).toBe(1 / 8)
  })

  it('of an ill-conditioned matrix is near', () => {
    const hilbert = double(
      Array.from({ length: 8 }, (_, i) => Array.from({ length: 8 }, (__, j) => 1 / (i + j + 1))),
    )
    const l = S.cholesky(hilbert)
    expect(largest(S.matmul(l, l, { transposeB: true }).sub(hilbert))).toBeLessThan(1e-15)
  })
})
