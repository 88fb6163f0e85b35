import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import { double, draw, largest } from './matrices.fixture.ts'

describe('determinants', () => {
  it('determinant and its logarithm with a sign', () => {
    const a = double([
      [0, 2],
      [3, 0],
    ])
    expect(S.determinant(a).item()).toBe(-6)
    const { sign, logAbsDeterminant } = S.logDeterminant(a)
    expect([sign.item(), logAbsDeterminant.item()]).toEqual([-1, expect.closeTo(Math.log(6), 14)])
    expect(S.determinant([[-5]]).item()).toBe(-5)
    const many = draw('many', [2, 3, 5, 5])
    const parts = S.logDeterminant(many)
    expect(parts.sign.shape).toEqual([2, 3])
    const product = parts.sign.mul(S.exp(parts.logAbsDeterminant))
    expect(largest(product.sub(S.determinant(many)))).toBeLessThan(1e-12)
  })

  it('the logarithm holds what the determinant cannot', () => {
    const { sign, logAbsDeterminant } = S.logDeterminant(S.eye(64).mul(-1e-3))
    expect(sign.item()).toBe(1)
    expect(logAbsDeterminant.item()).toBeCloseTo(64 * Math.log(1e-3), 3)
  })

  it('of a singular matrix are 0 and −∞; a derivative is refused', () => {
    const a = double([
      [1, 2],
      [2, 4],
    ])
    expect(S.determinant(a).item()).toBe(0)
    const { sign, logAbsDeterminant } = S.logDeterminant(a)
    expect([sign.item(), logAbsDeterminant.item()]).toEqual([0, Number.NEGATIVE_INFINITY])
    expect(() => S.grad((x: S.Tensor) => S.determinant(x))(a)).toThrow(
      'determinant: the matrix must be invertible',
    )
    expect(() => S.grad((x: S.Tensor) => S.logDeterminant(x).logAbsDeterminant)(a)).toThrow(
      'logDeterminant: the matrix must be invertible',
    )
  })

  it('derivatives: det(A)·A⁻ᵀ and A⁻ᵀ', () => {
    const a = double([
      [1, 2],
      [3, 4],
    ])
    const slope = S.grad((x: S.Tensor) => S.determinant(x))(a)
    expect(
      largest(
        slope.sub([
          [4, -3],
          [-2, 1],
        ]),
      ),
    ).toBeLessThan(1e-14)
    const ofLog = S.grad((x: S.Tensor) => S.logDeterminant(x).logAbsDeterminant)(a)
    expect(largest(ofLog.sub(S.inverse(a).transpose()))).toBeLessThan(1e-15)
  })
})
