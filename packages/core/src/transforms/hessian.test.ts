import { describe, expect, it } from 'vitest'
import * as S from '../index.ts'

describe('errors name the transform that was called, hessian and hvp', () => {
  const x = S.tensor([1, 2])
  const functions: Record<string, (x: S.Tensor) => S.Tensor> = {
    'of constants': () => S.tensor(3),
    'with an integer for its value': (y) => S.sum(y.cast('int32')),
    'through an integer': (y) => S.sum(y.cast('int32').cast('float32')),
    'of no tensor': () => 3 as never,
  }
  it.each(Object.entries(functions))('%s', (_, f) => {
    expect(() => S.hessian(f)(x)).toThrow(/^hessian: /)
    expect(() => S.hvp(f, x, x)).toThrow(/^hvp: /)
  })

  it('and of more than one number', () => {
    expect(() => S.hessian((y) => y.mul(2))(x)).toThrow(
      'hessian: the function must return one number, got shape [2]; jacobian(f) differentiates more',
    )
  })

  it('but an operation within the function has its own name', () => {
    expect(() => S.hessian((y) => S.sum(y.reshape([3])))(x)).toThrow(/^reshape: /)
    expect(() => S.hvp((y) => S.sum(S.grad((z) => z.mul(2))(y)), x, x)).toThrow(/^grad: /)
  })
})
