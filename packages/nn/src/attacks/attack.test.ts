import { norm, Rng, type Tensor, zeros } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import { Dense } from '../layers/dense.ts'
import { squaredError } from '../losses/squared-error.ts'
import { type Attack, attacked, movedAtRandom, unitVectors } from './attack.ts'

describe('moved at random', () => {
  it('lies evenly within the ball of each norm', () => {
    const x = zeros([4000, 3], { dtype: 'float64' }).add(2)
    const lengths = (of: 2 | 'infinity'): Tensor =>
      norm(movedAtRandom(x, { epsilon: 0.5, norm: of }, new Rng(3)).sub(2), of, 1)
    for (const of of [2, 'infinity'] as const) {
      const farthest = lengths(of).data
      // The share of the volume within r is (r / epsilon)³.
      const within = (r: number): number => farthest.filter((each) => each <= r).length / 4000
      expect(within(0.5 * (1 + 1e-12))).toBe(1)
      for (const part of [0.5, 0.8])
        expect(Math.abs(within(0.5 * part) - part * part * part)).toBeLessThan(0.03)
    }
  })
})

it('the length of a vector is found also where its square is too small for a number', () => {
  const tiny = float64([
    [3e-200, 4e-200],
    [0, 0],
  ])
  expectClose(unitVectors(tiny), [0.6, 0.8, 0, 0])
})

describe('an attack', () => {
  const model = new Dense(2, 1, { rng: new Rng(0), dtype: 'float64' })
  model.kernel.assign(float64([[3], [-4]]))
  const inputs = float64([[1, 1]])
  const options = {
    epsilon: 1,
    norm: 2,
    steps: 5,
    stepSize: 0.5,
    minimum: 'none',
    maximum: 'none',
  } as const
  const against = (change: Partial<Attack> = {}, x = inputs): Tensor =>
    evaluateBatch({ model, loss: squaredError, inputs: x, targets: float64([[0]]) }, (evaluation) =>
      attacked(evaluation, { ...options, ...change }),
    )

  it('ends where the loss of a linear model is largest within the ball', () => {
    // f = −1 falls along (−3, 4) / 5.
    expectClose(against(), [0.4, 1.8])
    expectClose(against({ norm: 'infinity' }), [0, 2])
    expectClose(against({ epsilon: 0 }), [1, 1])
    expectClose(against({ norm: 'infinity', maximum: 1.5, minimum: 0.25 }), [0.25, 1.5])
  })

  it('goes where another harm grows', () => {
    expectClose(against({ harm: (outputs) => outputs.reshape([1]) }), [1.6, 0.2])
  })

  it('begins within the limits, where a model may be for such inputs alone', () => {
    const seen: Tensor[] = []
    const limits = { norm: 'infinity', maximum: 1.25, from: inputs.add(0.75), steps: 1 } as const
    const harm = (outputs: Tensor): Tensor => {
      seen.push(outputs)
      return outputs.reshape([1])
    }
    expectClose(against({ ...limits, harm }), [1.25, 0.75])
    // 3 x₁ − 4 x₂ at (1.25, 1.25).
    expectClose(seen[0] ?? inputs, [-1.25])
  })

  it('tells of outputs that do not depend on the inputs, as of indices', () => {
    const constant = (): Tensor => float64([1])
    expect(() => against({ harm: constant })).toThrow(
      'attack: the outputs must depend on the inputs in a way that has a derivative, and do not; indices',
    )
  })

  it('stays where nothing grows', () => {
    expectClose(against({}, float64([[4, 3]])), [4, 3])
  })
})
