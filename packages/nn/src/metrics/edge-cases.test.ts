import { ShapeError, zeros } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { float64, int32 } from '../../testing/float64.ts'
import { catalogue } from '../catalogue/catalogue.ts'
import type { MetricInput } from '../catalogue/facts.ts'
import { accuracy } from './accuracy.ts'
import { averagePrecision } from './average-precision.ts'
import { cohensKappa } from './cohens-kappa.ts'
import { expectedCalibrationError } from './expected-calibration-error.ts'
import { f1 } from './f1.ts'
import { macroAuc } from './macro-auc.ts'
import { precision } from './precision.ts'
import { spearman } from './spearman.ts'
import { topK } from './top-k.ts'

const metrics = [...catalogue.of('metric').values()].flatMap(({ name, takes, make, example }) => {
  const metric = make(example.options)
  return metric.takes === 'predictions' && metric.gives === 'number'
    ? [{ name, takes, measure: metric.measure }]
    : []
})

const none = [[Number.NaN, Number.NaN]]
const some = [
  [0.25, 0.75],
  [0.5, 0.5],
]

const isOfClassesBy = (takes: MetricInput): boolean =>
  takes === 'probabilities' || takes === 'classScores'

describe.each(metrics)('$name', ({ name, takes, measure }) => {
  const isOfClasses = isOfClassesBy(takes)

  it('is NaN for no examples', () => {
    const nothing = zeros(isOfClasses ? [0, 2] : [0])
    expect(
      measure(nothing, zeros([0], { dtype: takes === 'values' ? 'float32' : 'int32' })),
    ).toBeNaN()
  })

  it('refuses sizes that do not fit, in its own name', () => {
    const call = (): unknown => measure(zeros(isOfClasses ? [3, 2] : [3]), int32([0, 1]))
    expect(call).toThrow(ShapeError)
    expect(call).toThrow(`${name}: `)
  })
})

it.each(metrics.filter(({ takes }) => isOfClassesBy(takes)))(
  '$name refuses one logit as scores of classes, of which the first would always be the largest',
  ({ name, measure }) => {
    expect(() => measure(zeros([2, 1]), int32([0, 1]))).toThrow(
      `${name}: scores must have a column for each class, got one`,
    )
  },
)

it.each(metrics.filter(({ name, takes }) => isOfClassesBy(takes) && name !== 'accuracy'))(
  '$name refuses a class number out of range, in its own name',
  ({ name, measure }) => {
    const call = (): unknown => measure(zeros([2, 2]), int32([0, 2]))
    expect(call).toThrow(`${name}: targets must be class numbers from 0 to 1`)
  },
)

const tied = float64([
  [0.4, 0.4, 0.2],
  [0.2, 0.4, 0.4],
])

describe('topK', () => {
  it('takes the first of equal scores, as accuracy does', () => {
    for (const targets of [int32([0, 1]), int32([1, 2]), int32([2, 0])])
      expect(topK(tied, targets, { k: 1 })).toBe(accuracy(tied, targets))
    expect(topK(tied, int32([1, 2]), { k: 2 })).toBe(1)
    expect(topK(tied, int32([2, 0]), { k: 2 })).toBe(0)
  })

  it('refuses to name more classes than there are', () => {
    expect(() => topK(tied, int32([0, 1]), { k: 4 })).toThrow(
      'topK: k must be at most the number of classes 3, got 4',
    )
  })

  it('counts scores that are not numbers as misses', () => {
    const none = float64([[Number.NaN, Number.NaN, Number.NaN]])
    expect(topK(none, int32([0]), { k: 1 })).toBe(0)
  })
})

it('binary is of two classes, the second of which counts', () => {
  const two = float64([
    [0.9, 0.1],
    [0.2, 0.8],
    [0.3, 0.7],
  ])
  expect(precision(two, int32([0, 0, 1]), { average: 'binary' })).toBe(0.5)
  expect(() => f1(tied, int32([0, 1]), { average: 'binary' })).toThrow(
    'f1: average must be macro or weighted unless there are 2 classes, got binary with 3',
  )
})

it('expectedCalibrationError puts an edge into the bin below, and 0 and 1 into the outermost', () => {
  const edges = float64([
    [0.5, 0.5],
    [1, 0],
  ])
  // Each in a bin of its own, each right: 0.5 and 0 short of certain.
  expect(expectedCalibrationError(edges, int32([0, 0]), { bins: 2 })).toBe(0.25)
  // Together in the upper one of three: 0.5 + 1 for two hits, short by 0.5 of 2.
  expect(expectedCalibrationError(edges, int32([1, 0]), { bins: 1 })).toBe(0.25)
})

it('what needs different targets is NaN, or what its notes say, where they are equal', () => {
  const scores = float64([1, 2, 3])
  expect(averagePrecision(scores, int32([0, 0, 0]))).toBeNaN()
  expect(averagePrecision(scores, int32([1, 1, 1]))).toBe(1)
  expect(spearman(scores, float64([5, 5, 5]))).toBeNaN()
  expect(spearman(float64([5, 5, 5]), scores)).toBe(0)
  expect(macroAuc(tied, int32([1, 1]))).toBeNaN()
  const certain = float64([[1, 0]])
  expect(cohensKappa(certain, int32([0]))).toBeNaN()
})

it('weights of cohensKappa go by class numbers, those of classes that no example has too', () => {
  const far = float64([
    [1, 0, 0],
    [0, 0, 1],
    [0, 0, 1],
  ])
  // Of classes 0 and 2 alone, a quadratic distance is four times that of neighbours, above and below the line.
  const targets = int32([0, 2, 0])
  expect(cohensKappa(far, targets, { weights: 'quadratic' })).toBeCloseTo(
    cohensKappa(far, targets),
    14,
  )
})

it.each(metrics.filter(({ takes }) => takes !== 'classScores'))(
  '$name is NaN for predictions that are not numbers, beside others that are',
  ({ measure, takes }) => {
    const predictions = takes === 'probabilities' ? [...none, ...some] : [Number.NaN, 1, 2]
    const targets = takes === 'values' ? float64([0, 1, 2]) : int32([0, 1, 1])
    expect(measure(float64(predictions), targets)).toBeNaN()
  },
)
