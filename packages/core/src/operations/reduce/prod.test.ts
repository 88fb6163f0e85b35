import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'

const { tensor } = S
const at = (values: number[]): S.Tensor => tensor(values, { dtype: 'float64' })
const product = (x: S.Tensor): S.Tensor => S.prod(x)

describe('the product has right derivatives where factors are 0', () => {
  it('one 0', () => {
    expect(S.grad(product)(at([2, 0, 3, 5])).toArray()).toEqual([0, 30, 0, 0])
    expect(S.hessian(product)(at([2, 0, 3])).toArray()).toEqual([
      [0, 3, 0],
      [3, 0, 2],
      [0, 2, 0],
    ])
  })

  it('several, to third order', () => {
    const x = at([0, 7, 0, 0, 2])
    expect(S.grad(product)(x).toArray()).toEqual([0, 0, 0, 0, 0])
    expect(S.sum(S.abs(S.hessian(product)(x))).item()).toBe(0)
    // ∂³ / ∂x₀ ∂x₂ ∂x₃ = 14, in all six orders, and nothing else.
    const third = S.jacobian((y: S.Tensor) => S.hessian(product)(y))(x)
    expect(S.sum(third).item()).toBe(6 * 14)
    expect(third.slice([0, 2, 3]).item()).toBe(14)
    expect(third.slice([3, 0, 2]).item()).toBe(14)
    S.checkGradients(product, [x], { order: 3 })
  })

  it('along every axis', () => {
    const f = (y: S.Tensor): S.Tensor => S.prod(y, [0, 2]).square()
    const x = tensor([0, 1, 0, 2, 3, 0, 0, 4], { shape: [2, 2, 2], dtype: 'float64' })
    S.checkGradients(f, [x], { order: 3 })
  })
})

describe('prod', () => {
  it('of any number of factors', () => {
    for (let n = 1; n < 20; n++) {
      const x = S.add(S.range(n, { dtype: 'float64' }), 1)
      const factorial = [...x.data].reduce((product, each) => product * each, 1)
      expect(S.prod(x).item()).toBe(factorial)
    }
  })

  it('of nothing is 1, of int32 wraps, of booleans is an error', () => {
    expect(S.prod(S.zeros([0, 2])).item()).toBe(1)
    expect(S.prod(S.zeros([0, 2]), 0).toArray()).toEqual([1, 1])
    expect(S.prod(tensor([65536, 65536, 3], { dtype: 'int32' })).item()).toBe(0)
    expect(S.prod(3).item()).toBe(3)
    expect(() => S.prod([true])).toThrow(
      'prod: must be numbers, got bool; all(x) is the product of booleans',
    )
  })
  it('of nothing has a derivative of no elements', () => {
    expect(S.grad((x: S.Tensor) => S.prod(x))(S.zeros([2, 0])).toArray()).toEqual([[], []])
    const total = S.grad((x: S.Tensor) => S.prod(x, 1).sum())
    expect(S.compile(total)(S.zeros([2, 0])).shape).toEqual([2, 0])
  })
})
