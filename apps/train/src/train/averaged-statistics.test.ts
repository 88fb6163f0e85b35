import { concat, Rng, Tensor, variance } from '@sobolev/core'
import { BatchNorm, Dense, GhostBatchNorm, Sequential } from '@sobolev/nn'
import { expect, test } from 'vitest'
import { averagedStatistics } from './averaged-statistics.ts'
import { valuesOf } from './stored-weights.ts'

const rng = new Rng(4)
const inputs = new Tensor([12, 2], 'float32', Float32Array.from(rng.normal([24]).data))
const part = {
  rows: 12,
  inputs: Float32Array.from(inputs.data),
  targets: new Float32Array(12),
  rowNumbers: new Int32Array(12),
  ...{ steps: null, lengths: null },
}

function setUp(norm: BatchNorm | GhostBatchNorm, batchSize: number, eager: boolean = false) {
  const dense = new Dense(2, 3, { rng: rng.split('first') })
  const model = new Sequential([dense, norm])
  const variables = model.variables()
  const learner = { model, variables, inputShape: [2] }
  const statistics = averagedStatistics(learner, { part, batchSize, members: 1, rng, eager })
  const kernel = rng.split('average').normal([2, 3], { dtype: 'float32' })
  const found = statistics({ 'layers.0.kernel': kernel }, 7)
  return { found, variables, hidden: inputs.matmul(kernel) }
}

test('running statistics are those of the given weights, over all rows; the learner keeps its own', () => {
  const { found, variables, hidden } = setUp(new BatchNorm(3), 12)
  const unbiased = variance(hidden, 0).mul(12 / 11)
  for (const [unit, value] of Array.from(hidden.mean(0).data).entries()) {
    expect(found['layers.1.runningMean']?.data[unit]).toBeCloseTo(Number(value), 5)
    expect(found['layers.1.runningVariance']?.data[unit]).toBeCloseTo(
      Number(unbiased.data[unit]),
      5,
    )
  }
  expect(Object.keys(found)).toEqual(['layers.1.runningMean', 'layers.1.runningVariance'])
  expect(valuesOf(variables)['layers.1.runningMean']?.toArray()).toEqual([0, 0, 0])
})

test.each([
  ['batches of 5, 5 and 2', new BatchNorm(3, { momentum: 0.01 }), 5],
  ['parts of a batch', new GhostBatchNorm(3, { size: 4 }), 12],
] as const)('each row counts alike in %s', (_, norm, batchSize) => {
  const { found, hidden } = setUp(norm, batchSize)
  const [mean] = Object.values(found)
  for (const [unit, value] of Array.from(hidden.mean(0).data).entries())
    expect(mean?.data[unit]).toBeCloseTo(Number(value), 5)
})

test('eagerly the same bits', () => {
  const [compiled, eager] = [false, true].map((isEager) =>
    concat(Object.values(setUp(new BatchNorm(3), 5, isEager).found), 0),
  )
  expect(compiled?.data).toEqual(eager?.data)
})
