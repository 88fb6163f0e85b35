import { Rng } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { int32 } from '../../testing/float64.ts'
import { meanOf } from '../../testing/jacobians-of.ts'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import { Dense } from '../layers/dense.ts'
import { binaryCrossEntropy } from '../losses/binary-cross-entropy.ts'
import { dragan } from './dragan.ts'
import { betweenClasses } from './examples-of-class.ts'
import { gradientPenalty } from './gradient-penalty.ts'
import { r1Penalty } from './r1-penalty.ts'

const rng = new Rng(5)
const inputs = rng.split('inputs').normal([4, 3], { dtype: 'float64' })
const targets = int32([1, 0, 0, 1])

/** The examples on whose straight line from example i a point lies, and how far on it is. */
function waysTo(point: ArrayLike<number>, i: number): { other: number; share: number }[] {
  const x = (row: number, j: number): number => inputs.data[3 * row + j] ?? Number.NaN
  return [0, 1, 2, 3].flatMap((other) => {
    const share = ((point[0] ?? 0) - x(i, 0)) / (x(other, 0) - x(i, 0))
    const isOnWay = [1, 2].every(
      (j) => Math.abs(x(i, j) + share * (x(other, j) - x(i, j)) - (point[j] ?? 0)) < 1e-9,
    )
    return isOnWay ? [{ other, share }] : []
  })
}

describe('points between classes', () => {
  it('are on the way to an example of another class, drawn evenly among those', () => {
    const ways = Array.from({ length: 40 }, (_, draw) => {
      const { data } = betweenClasses('critic', inputs, targets, rng.split(draw))
      return [0, 1, 2, 3].flatMap((i) => {
        const found = waysTo(Array.from(data).slice(3 * i, 3 * i + 3), i)
        expect(found).toHaveLength(1)
        return found.map(({ other, share }) => ({ pair: `${i} ${other}`, share }))
      })
    }).flat()
    const pairs = new Set(ways.map(({ pair }) => pair))
    expect([...pairs].sort()).toEqual('0 1,0 2,1 0,1 3,2 0,2 3,3 1,3 2'.split(','))
    const shares = ways.map(({ share }) => share)
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...shares)).toBeLessThan(1)
    expect(Math.abs(meanOf(shares) - 0.5)).toBeLessThan(0.1)
  })

  it('are between examples of one class where there is no other', () => {
    const points = betweenClasses('critic', inputs, int32([1, 1, 1, 1]), rng)
    expect([...points.data].every(Number.isFinite)).toBe(true)
  })

  it('need one target for each example', () => {
    expect(() => betweenClasses('critic', inputs, inputs, rng)).toThrow(
      'critic: targets must be one number for each example, 0 or 1, got shape [4, 3]',
    )
  })
})

/** A critic with some outputs. */
const batchOf = (outputs: number) => ({
  ...{ inputs, loss: binaryCrossEntropy, mode: { training: true, rng } as const },
  model: new Dense(3, outputs, { rng, dtype: 'float64' }),
})

it.each([r1Penalty(), dragan()])(
  'a mean over the examples of a class is 0 where there are none',
  (penalty) => {
    const none = int32([[0], [0], [0], [0]])
    expect(evaluateBatch({ ...batchOf(1), targets: none }, penalty).item()).toBe(0)
  },
)

it.each([r1Penalty(), gradientPenalty()])('a critic must have one output', (penalty) => {
  const batch = { ...batchOf(2), loss: () => inputs.sum(1), targets }
  expect(() => evaluateBatch(batch, penalty)).toThrow(
    'the model must have one output, got outputs of shape [4, 2]',
  )
})
