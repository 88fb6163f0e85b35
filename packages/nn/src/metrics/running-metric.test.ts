import { Rng, type Tensor, zeros } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { float64, int32 } from '../../testing/float64.ts'
import { catalogue } from '../catalogue/catalogue.ts'
import { joinCounts } from './accumulation.ts'
import { accuracy } from './accuracy.ts'
import { auc } from './auc.ts'
import { f1 } from './f1.ts'
import type { Table } from './metric.ts'
import { r2 } from './r2.ts'
import { runningMetric } from './running-metric.ts'

const rng = new Rng(0)
const rows = 23
const scores = rng.split('scores').uniform([rows, 3])
const probabilities = scores.div(scores.sum(1, { keepDims: true })).cast('float64')
const classes = int32(Array.from({ length: rows }, (_, row) => (row * row) % 3))
// Far from 0, where sums of squares would lose all digits.
const values = rng.split('values').normal([rows], { dtype: 'float64' }).add(1e8)
const guesses = values.add(rng.split('errors').normal([rows], { dtype: 'float64' }))

const metrics = [...catalogue.of('metric').values()].flatMap(({ name, takes, make, example }) => {
  const metric = make(example.options)
  return metric.takes === 'predictions' && metric.gives === 'number' && metric.accumulation
    ? [{ name, takes, measure: metric.measure, accumulation: metric.accumulation }]
    : []
})

it('holds all metrics but those of ranks and medians', () => {
  const others = [...catalogue.of('metric').values()].filter(
    ({ accumulates }) => accumulates === false,
  )
  expect(others.map(({ name }) => name).sort()).toEqual(
    ['auc', 'averagePrecision', 'macroAuc', 'medianAbsoluteError', 'spearman'].sort(),
  )
})

describe.each(metrics)('$name', ({ name, takes, measure, accumulation }) => {
  const [predictions, targets] = takes === 'values' ? [guesses, values] : [probabilities, classes]
  const definition = catalogue.of('metric').get(name)
  const metric = Object.assign(measure, { definition })

  it('gives of batches what it gives of all rows, an empty batch among them', () => {
    if (definition === undefined) throw new RangeError(`there is no metric ${name}`)
    const running = runningMetric(
      Object.assign((p: Tensor, t: Tensor, _options?: unknown) => metric(p, t), { definition }),
      definition.example.options,
    )
    expect(running.value()).toBeNaN()
    for (const [begin, end] of [
      [0, 5],
      [5, 5],
      [5, 6],
      [6, rows],
    ] as const)
      running.add(
        predictions.slice([{ start: begin, stop: end }]),
        targets.slice([{ start: begin, stop: end }]),
      )
    expect(running.value()).toBeCloseTo(measure(predictions, targets), 9)
    running.reset()
    expect(running.value()).toBeNaN()
  })

  it('is NaN of empty batches alone', () => {
    const nothing = takes === 'values' ? zeros([0]) : zeros([0, 3])
    const none = takes === 'values' ? zeros([0]) : zeros([0], { dtype: 'int32' })
    expect(accumulation.figure(accumulation.count(nothing, none))).toBeNaN()
  })
})

it.each(['confusionMatrix', 'classReport'])('the table of %s is that of its batches', (name) => {
  const metric = catalogue.of('metric').get(name)?.make()
  if (metric?.takes !== 'predictions' || metric.gives !== 'table' || !metric.accumulation)
    throw new RangeError(`${name} must add up`)
  const { count, figure } = metric.accumulation
  const [first, second] = [{ stop: 7 }, { start: 7 }].map((part) =>
    count(probabilities.slice([part]), classes.slice([part])),
  )
  const columns = (table: Table) => Object.entries(table).map(([key, x]) => [key, x.toArray()])
  expect(columns(figure(joinCounts(metric.accumulation, first ?? [], second ?? [])))).toEqual(
    columns(metric.measure(probabilities, classes)),
  )
})

it('takes the options of the metric, and refuses others', () => {
  const running = runningMetric(f1, { average: 'weighted' })
  running.add(probabilities, classes)
  expect(running.value()).toBe(f1(probabilities, classes, { average: 'weighted' }))
  const wrong = runningMetric(f1, JSON.parse('{ "averge": "macro" }'))
  expect(() => wrong.add(probabilities, classes)).toThrow('averge')
})

it('refuses what needs all predictions at once, what is no metric, and other classes in a later batch', () => {
  expect(() => runningMetric(auc)).toThrow(
    'runningMetric: must be given a metric that batches add up to, got auc; auc(predictions, targets) takes all of them at once',
  )
  expect(() => runningMetric(JSON.parse('"f1"'))).toThrow(
    'runningMetric: must be given a metric, got "f1"',
  )
  const running = runningMetric(f1)
  running.add(probabilities, classes)
  expect(() => running.add(float64([[0.5, 0.5]]), int32([1]))).toThrow('must have the same classes')
  expect(() => runningMetric(accuracy).add(float64([1, 2]), int32([0, 1]))).toThrow(
    'accuracy: scores',
  )
})

it('r2 of batches of equal targets is 1 or 0, as of all of them', () => {
  const running = runningMetric(r2)
  for (let batch = 0; batch < 3; batch++) running.add(float64([0.1, 0.1]), float64([0.1, 0.1]))
  expect(running.value()).toBe(1)
  running.add(float64([0.2]), float64([0.1]))
  expect(running.value()).toBe(0)
})
