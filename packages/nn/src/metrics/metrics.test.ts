import { ShapeError, tensor } from '@sobolev/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { float64, int32 } from '../../testing/float64.ts'
import { accuracy } from './accuracy.ts'
import { auc } from './auc.ts'
import { logLoss } from './log-loss.ts'
import { meanAbsoluteError } from './mean-absolute-error.ts'
import { meanSquaredError } from './mean-squared-error.ts'
import { r2 } from './r2.ts'

const none = tensor(new Float32Array(0), { shape: [0] })

describe('accuracy', () => {
  it('is the share of rows whose largest score is that of the class', () => {
    const scores = float64([
      [0.1, 0.9],
      [3, -1],
      [0, 1],
      [2, 1],
    ])
    expect(accuracy(scores, int32([1, 0, 0, 0]))).toBe(0.75)
  })

  it('takes the first of equal scores', () => {
    expect(accuracy(float64([[1, 1]]), int32([0]))).toBe(1)
    expect(accuracy(float64([[1, 1]]), int32([1]))).toBe(0)
  })

  it('is NaN for nothing, and refuses shapes that do not fit', () => {
    expect(accuracy(none.reshape([0, 2]), none.cast('int32'))).toBeNaN()
    expect(() => accuracy(float64([[1, 2]]), int32([1, 0]))).toThrow(ShapeError)
    expect(() => accuracy(float64([1, 2]), int32([1, 0]))).toThrow(
      'accuracy: scores must be [n, classes]',
    )
  })
})

describe('logLoss', () => {
  const probabilities = float64([
    [0.5, 0.5],
    [0.2, 0.8],
  ])

  it('is the mean of −log of what the class was given', () => {
    expect(logLoss(probabilities, int32([0, 1]))).toBeCloseTo(
      (Math.LN2 + 0.2231435513142097) / 2,
      14,
    )
  })

  it('counts a probability of 0 as 2⁻⁵²', () => {
    const certain = float64([[1, 0]])
    expect(logLoss(certain, int32([0]))).toBe(0)
    expect(logLoss(certain, int32([1]))).toBeCloseTo(52 * Math.LN2, 12)
  })

  it('refuses a class number out of range', () => {
    expect(() => logLoss(probabilities, int32([0, 2]))).toThrow(
      'logLoss: targets must be class numbers from 0 to 1',
    )
  })
})

describe('auc', () => {
  it('counts the pairs in the right order, ties half, as the definition does', () => {
    const example = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.constantFrom(0, 1))
    fc.assert(
      fc.property(fc.array(example, { minLength: 1, maxLength: 40 }), (examples) => {
        const positives = examples.filter(([, truth]) => truth === 1)
        const negatives = examples.filter(([, truth]) => truth === 0)
        let right = 0
        for (const [high] of positives)
          for (const [low] of negatives) right += high > low ? 1 : high === low ? 0.5 : 0
        const scores = float64(examples.map(([score]) => score))
        const truths = int32(examples.map(([, truth]) => truth))
        const wanted = right / (positives.length * negatives.length)
        if (Number.isNaN(wanted)) expect(auc(scores, truths)).toBeNaN()
        else expect(auc(scores, truths)).toBeCloseTo(wanted, 14)
      }),
    )
  })

  it('is NaN for scores that are not numbers', () => {
    expect(auc(float64([0, Number.NaN]), int32([0, 1]))).toBeNaN()
  })

  it('takes truths of any dtype, in a column too, and refuses other numbers', () => {
    expect(auc(float64([[0], [1]]), tensor([false, true]))).toBe(1)
    expect(() => auc(float64([0, 1]), int32([1, 2]))).toThrow('auc: targets must be 0 or 1, got 2')
    expect(() => auc(float64([0, 1, 2]), int32([1, 0]))).toThrow(ShapeError)
  })
})

describe('errors of numbers', () => {
  const outputs = float64([1, 2, 6])
  const targets = float64([[2], [2], [3]])

  it('are means over all elements', () => {
    expect(meanSquaredError(outputs, targets)).toBeCloseTo(10 / 3, 14)
    expect(meanAbsoluteError(outputs, targets)).toBeCloseTo(4 / 3, 14)
    expect(meanSquaredError(none, none)).toBeNaN()
  })

  it('are computed in float64', () => {
    const n = 20000
    const large = tensor(new Float32Array(n).fill(4097))
    // 4096² = 2²⁴: in float32 the sum of these could not be exact.
    expect(meanSquaredError(large, int32(Array.from({ length: n }, () => 1)))).toBe(16777216)
    const near = tensor(new Float32Array([16777216, 16777216]))
    expect(meanAbsoluteError(near, float64([16777217, 16777217]))).toBe(1)
  })

  it('refuse shapes that would broadcast', () => {
    expect(() => meanSquaredError(outputs, float64([1]))).toThrow('meanSquaredError: outputs and')
    expect(() => meanAbsoluteError(outputs, float64([1]))).toThrow(ShapeError)
  })
})

describe('r2', () => {
  it('is 1 − residual / total sum of squares', () => {
    // Squares 1, 0, 9 against (2/3)², (1/3)², (1/3)² … of the mean 7/3.
    expect(r2(float64([1, 2, 6]), float64([[2], [2], [3]]))).toBeCloseTo(1 - 10 / (2 / 3), 13)
    expect(r2(float64([2, 3, 4]), float64([2, 3, 4]))).toBe(1)
    expect(r2(float64([3, 3, 3]), float64([2, 3, 4]))).toBe(0)
  })

  it('of a constant target is 1 if all is right, else 0', () => {
    const constant = float64([0.1, 0.1, 0.1])
    expect(r2(constant, constant)).toBe(1)
    expect(r2(float64([0.1, 0.1, 0.2]), constant)).toBe(0)
  })

  it('is NaN for nothing, and refuses more than one column', () => {
    expect(r2(none, none)).toBeNaN()
    expect(() => r2(float64([[1, 2]]), float64([[1, 2]]))).toThrow('r2: both must be [n] or [n, 1]')
  })
})
