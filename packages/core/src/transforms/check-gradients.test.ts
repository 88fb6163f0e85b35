import { describe, expect, it } from 'vitest'
import {
  checkGradients,
  DTypeError,
  GradientCheckError,
  mul,
  Rng,
  square,
  stopGradient,
  tensor,
  zeros,
} from '../index.ts'

describe('checkGradients', () => {
  const x = tensor([0.5, 2], { dtype: 'float64' })

  it('refuses float32, too coarse to tell a wrong rule from rounding', () => {
    expect(() => checkGradients(square, [x, tensor([1])])).toThrow(DTypeError)
    expect(() => checkGradients(square, [tensor([1])])).toThrow(
      'checkGradients: inputs must be float64, got float32',
    )
  })

  it('says which order fails, and by how much', () => {
    const halved = (at: typeof x): typeof x => mul(at, stopGradient(at))
    try {
      checkGradients(halved, [x])
      expect.unreachable()
    } catch (error) {
      if (!(error instanceof GradientCheckError)) throw error
      expect(error.order).toBe(1)
      expect(error.numeric / error.analytic).toBeCloseTo(2, 8)
      expect(error.message).toMatch(
        /^checkGradients: the derivative of order 1 is .*, finite differences of order 0 give /,
      )
    }
  })

  it('passes what is right: several inputs, constants, empty shapes, to the order asked for', () => {
    checkGradients((a, b) => mul(a, square(b)), [x, x], { order: 3, rng: new Rng(5) })
    checkGradients(() => tensor(1, { dtype: 'float64' }), [x])
    checkGradients(square, [zeros([0, 2], { dtype: 'float64' })])
    checkGradients((at) => mul(at, 0.5), [x], { order: 1, step: 1e-2, tolerance: 1e-12 })
  })

  it('a value that is not finite is a failure', () => {
    expect(() => checkGradients((at) => at.log(), [tensor([-1], { dtype: 'float64' })])).toThrow(
      GradientCheckError,
    )
  })
})
