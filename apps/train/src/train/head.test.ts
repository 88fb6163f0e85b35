import { type Tensor, tensor } from '@sobolev/core'
import { describe, expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { InputError } from '../errors.ts'
import { chooseHead, type Head, type ProblemShape } from './head.ts'

const classes = (...names: string[]): ProblemShape => ({
  task: 'classification',
  features: ['x'],
  classes: names,
})
const headOf = (loss: string, problem: ProblemShape): Head => {
  const config = `data: { file: a, target: b }\nmodel: { layers: [] }\nloss: ${loss}`
  return chooseHead(parseConfig(config, 'a.yaml'), problem)
}
const values: ProblemShape = { task: 'regression', features: ['x'], classes: [] }
const predictedOf = (loss: string, outputs: Tensor): Record<string, number[]> =>
  Object.fromEntries(
    (headOf(loss, values).columns ?? []).map(({ name, of }) => [
      name,
      Array.from(of(outputs).data),
    ]),
  )

describe('the loss of a task', () => {
  test('classification: cross-entropy over one output a class', () => {
    const head = headOf('null', classes('a', 'b', 'c'))
    expect(head.outputs).toBe(3)
    const logits = tensor([[0, 0, 0]])
    expect(head.loss(logits, tensor([1], { dtype: 'int32' })).item()).toBeCloseTo(1.0986123, 6)
    for (const p of head.probabilities?.(logits).data ?? []) expect(p).toBeCloseTo(1 / 3, 6)
    expect(head.logOdds).toBeNull()
  })

  test('regression: squared error of one output', () => {
    const head = headOf('null', values)
    expect([head.outputs, head.probabilities, head.logOdds]).toEqual([1, null, null])
    expect(head.loss(tensor([[1], [5]]), tensor([3, 5])).toArray()).toEqual([4, 0])
  })

  test.each([
    ['absoluteError', [2, 0]],
    ['huber', [1.5, 0]],
  ])('regression by %s', (loss, expected) => {
    const head = headOf(loss, values)
    expect(head.loss(tensor([[1], [5]]), tensor([3, 5])).toArray()).toEqual(expected)
  })

  test('regression by a loss of logarithms: predictions are the exponentials', () => {
    const outputs = tensor([[0], [Math.LN2]])
    expect(predictedOf('poisson', outputs)).toEqual({ prediction: [1, 2] })
    expect(predictedOf('huber', outputs)).toEqual({ prediction: Array.from(outputs.data) })
  })
})

test('scores that are no logits have an order, and no probabilities', () => {
  const scores = tensor([[0.5, 3, -1]])
  const three = headOf('hinge', classes('a', 'b', 'c'))
  expect([three.outputs, three.probabilities, three.logOdds]).toEqual([3, null, null])
  expect(three.scores?.(scores).toArray()).toEqual(scores.toArray())
  const two = headOf('squaredHinge', classes('a', 'b'))
  expect(two.logOdds?.(tensor([[1, 3]])).toArray()).toEqual([[2]])
})

test('losses of several outputs for a target say how many, and what is predicted', () => {
  expect(headOf('gaussian', values).outputs).toBe(2)
  expect(predictedOf('{ gaussian: 0 }', tensor([[3, 0]]))).toEqual({
    prediction: [3],
    standardDeviation: [1],
  })
  const levels = '{ quantile: [0.1, 0.9] }'
  expect(headOf(levels, values).outputs).toBe(2)
  expect(predictedOf(levels, tensor([[5, 2]]))).toEqual({
    prediction: [2],
    'quantile_0.1': [2],
    'quantile_0.9': [5],
  })
  expect(headOf('{ quantile: 0.9 }', values).outputs).toBe(1)
})

test('options of a loss that do not suit the classes are refused before training', () => {
  const focal = '{ focal: { alpha: 0.25 } }'
  expect(headOf(focal, classes('a', 'b')).outputs).toBe(2)
  expect(() => headOf(focal, classes('a', 'b', 'c'))).toThrow(InputError)
  expect(() => headOf(focal, classes('a', 'b', 'c'))).toThrow(
    'loss: focal: alpha must be "none" unless there are two classes, got 3',
  )
})

test('both heads for two classes mean the same: probabilities, odds and order of classes', () => {
  const two = headOf('softmaxCrossEntropy', classes('no', 'yes'))
  const one = headOf('binaryCrossEntropy', classes('no', 'yes'))
  const targets = tensor([0, 1, 1], { dtype: 'int32' })
  const pairs = tensor([
    [1, 3],
    [0.5, 0.5],
    [40, -60],
  ])
  const logits = tensor([[2], [0], [-100]])
  expect(two.logOdds?.(pairs).toArray()).toEqual(logits.toArray())
  expect(one.logOdds?.(logits).toArray()).toEqual(logits.toArray())
  const [losses, others] = [two.loss(pairs, targets), one.loss(logits, targets)]
  const [ps, qs] = [two.probabilities?.(pairs), one.probabilities?.(logits)]
  for (let i = 0; i < 3; i++) expect(others.data[i]).toBeCloseTo(losses.data[i] ?? 0, 5)
  for (let i = 0; i < 6; i++) expect(qs?.data[i]).toBeCloseTo(ps?.data[i] ?? 0, 6)
  // Not rounded to 0, which 1 − sigmoid would be.
  expect(one.probabilities?.(tensor([[60]])).data[0]).toBeGreaterThan(0)
})

test.each([
  [
    'softmaxCrossEntropy',
    values,
    /softmaxCrossEntropy does not go with regression; use absoluteError, gamma, .+ or tweedie/,
  ],
  ['squaredError', classes('a', 'b'), /squaredError does not go with classification/],
  ['binaryCrossEntropy', classes('a', 'b', 'c'), /binaryCrossEntropy needs 2 classes, got 3/],
])('a loss of another task is refused: case %#', (loss, problem, words) => {
  expect(() => headOf(loss, problem)).toThrow(InputError)
  expect(() => headOf(loss, problem)).toThrow(words)
})
