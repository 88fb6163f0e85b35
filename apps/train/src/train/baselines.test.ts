import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { plain } from '../data/notation.ts'
import { baselinesOf } from './baselines.ts'
import { figureRemarks } from './figure-remarks.ts'
import { measuresOf } from './measures.ts'

const config = parseConfig(
  'data: { file: a.csv, target: y }\nmodel: { layers: [] }\nmetrics: { rmse: rootMeanSquaredError, middle: medianAbsoluteError }',
  'a.yaml',
)

test('of classes, the share of the most frequent one, of equal ones the first', () => {
  const plainConfig = parseConfig(
    'data: { file: a.csv, target: y }\nmodel: { layers: [] }',
    'a.yaml',
  )
  const classes = ['no', 'perhaps', 'yes']
  const target = { kind: 'classes', name: 'y', classes } as const
  const measures = measuresOf(plainConfig, { task: 'classification', features: [], classes })
  const targets = Int32Array.of(2, 1, 2, 1, 0)
  expect(baselinesOf(targets, target, measures)).toEqual({
    majority: 'perhaps',
    figures: { accuracy: 0.4 },
  })
  expect(figureRemarks(targets, target, measures)).toEqual({
    accuracy: 'always "perhaps" reaches 0.4000',
  })
})

test('of values, the errors of their mean, in the units of the file', () => {
  const target = { kind: 'number', name: 'y', notation: plain, mean: 10, scale: 2 } as const
  const measures = measuresOf(config, { task: 'regression', features: [], classes: [] })
  // 10, 10, 10 and 18: their mean is 12.
  const targets = Float32Array.of(0, 0, 0, 4)
  expect(baselinesOf(targets, target, measures)).toEqual({
    majority: null,
    figures: {
      meanAbsoluteError: 3,
      meanSquaredError: 12,
      middle: 2,
      rmse: Math.sqrt(12),
    },
  })
  expect(figureRemarks(targets, target, measures).rmse).toBe('the mean reaches 3.464')
  const losses = [
    target,
    { ...target, curve: { kind: 'power', lambda: 0 } },
    { ...target, mean: 0, scale: 1, curve: { kind: 'log' } },
    { ...target, mean: 0, scale: 1 },
  ] as const
  expect(losses.map((one) => figureRemarks(targets, one, measures).loss)).toEqual([
    'of the target standardised',
    'of the target through log1p, standardised',
    'of the target through log',
    undefined,
  ])
})

test('one row is its own mean', () => {
  const target = { kind: 'number', name: 'y', notation: plain, mean: 0, scale: 1 } as const
  const measures = measuresOf(config, { task: 'regression', features: [], classes: [] })
  const { figures } = baselinesOf(Float32Array.of(3), target, measures)
  expect(figures).toMatchObject({ meanSquaredError: 0, rmse: 0 })
})
