import { Rng, tensor } from '@sobolev/core'
import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { plain } from '../data/notation.ts'
import { buildLearner } from './learner.ts'
import { type Predictions, predictRows } from './predict-rows.ts'

const kernel = 'layers.0.kernel'

const row = {
  rows: 1,
  inputs: Float32Array.of(1),
  rowNumbers: Int32Array.of(2),
  steps: null,
  lengths: null,
}

/** The predictions of a linear model for one row of one input, 1. */
function predicted(
  loss: string,
  weights: number[],
  classes: readonly string[],
  { mean, scale } = { mean: 100, scale: 10 },
): Predictions {
  const config = parseConfig(
    `data: { file: a.csv, target: y }\nmodel: { layers: [] }\nloss: ${loss}`,
    'a.yaml',
  )
  const task = classes.length === 0 ? 'regression' : 'classification'
  const learner = buildLearner(config, { task, features: ['x'], classes }, new Rng(1))
  learner.variables[kernel]?.assign(tensor([weights]))
  const target =
    task === 'regression'
      ? ({ kind: 'number', name: 'y', notation: plain, mean, scale } as const)
      : ({ kind: 'classes', name: 'y', classes } as const)
  return predictRows({ learner, preprocessing: { target }, classes }, row)
}

test('a place is moved and scaled to the units of the file, a distance is scaled', () => {
  const { columns, cells, record } = predicted('{ gaussian: 0 }', [2, 0], [])
  expect(columns).toEqual(['prediction', 'standardDeviation'])
  expect(cells(0)).toEqual(['120', '10'])
  expect(record(0)).toEqual({ prediction: 120, standardDeviation: 10 })
})

test('a time stamp is written to what the model tells apart, not to what a float32 does', () => {
  const { cells, record } = predicted('squaredError', [0.25], [], {
    mean: 1_700_000_037,
    scale: 1000.8,
  })
  expect(record(0)).toEqual({ prediction: 1_700_000_287.2 })
  const [text = ''] = cells(0)
  expect(Math.abs(Number(text) - 1_700_000_287.2)).toBeLessThan(1e-4)
  expect(text).toBe('1700000287.2')
  expect(predicted('squaredError', [0.1], [], { mean: 5, scale: 3 }).cells(0)).toEqual(['5.3'])
})

test('quantiles rise, and the prediction is the one nearest to the median', () => {
  const { record } = predicted('{ quantile: [0.1, 0.4, 0.9] }', [3, -1, 2], [])
  const wanted = { prediction: 120, 'quantile_0.1': 90, 'quantile_0.4': 120, 'quantile_0.9': 130 }
  expect(record(0)).toEqual(wanted)
})

test('scores that are no logits are written as they are', () => {
  const { columns, cells } = predicted('hinge', [0.5, 3, -1], ['a', 'b', 'c'])
  expect(columns).toEqual(['prediction', 'score_a', 'score_b', 'score_c'])
  expect(cells(0)).toEqual(['b', '0.5', '3', '-1'])
})
