import { describe, expect, it } from 'vitest'
import {
  checkpoint,
  compile,
  GradientTape,
  grad,
  lanczos,
  range,
  scan,
  type Tensor,
  tensor,
  Variable,
} from '../index.ts'

const float64 = (values: number[]): Tensor => tensor(values, { dtype: 'float64' })
const x = new Variable(float64([1, 2, 3]))
const start = float64([1, 0, 0])

/** What `within` makes of the product of the Hessian of Σ x³ / 6, which is diag(x), with a vector. */
const withHessian = (within: (product: (v: Tensor) => Tensor) => Tensor) => (): Tensor => {
  const tape = new GradientTape({ persistent: true })
  return tape.record(() => {
    const slope = tape.gradient(x.pow(3).div(6), x)
    return within((v) => tape.gradient(slope.mul(v), x, { unconnectedGradients: 'zero' }))
  })
}

describe('a tape around a step that it sees as a whole', () => {
  const cases: Record<string, (product: (v: Tensor) => Tensor) => Tensor> = {
    scan: (product) =>
      scan((v: Tensor, _: Tensor) => ({ carry: product(v) }), start, range(2)).carry,
    lanczos: (product) => lanczos(product, start, 2).diagonal,
    checkpoint: (product) => checkpoint(product)(start),
  }
  for (const [name, within] of Object.entries(cases))
    it(`gives no derivative of what the step of ${name} makes, and no zeros for it`, () => {
      const refusal = /gradient: the tape must have followed how the target was computed/
      expect(withHessian(within)).toThrow(refusal)
      expect(compile(withHessian(within))).toThrow(refusal)
    })

  it('gives those of what was computed before', () => {
    const tape = new GradientTape({ persistent: true })
    const { carry } = tape.record(() => {
      const cube = x.pow(3)
      return scan(
        (v: Tensor, _: Tensor) => ({ carry: v.add(tape.gradient(cube, x)) }),
        start,
        range(2),
      )
    })
    expect([...carry.data]).toEqual([7, 24, 54])
  })

  it('does not stand in the way of grad within the step', () => {
    const tape = new GradientTape({ persistent: true })
    const total = tape.record(() => {
      const step = (v: Tensor, _: Tensor) => ({
        carry: grad((at: Tensor) => at.square().mul(x).sum())(v),
      })
      return scan(step, start.add(1), range(1)).carry.sum()
    })
    expect([...tape.gradient(total, x).data]).toEqual([4, 2, 2])
  })
})
