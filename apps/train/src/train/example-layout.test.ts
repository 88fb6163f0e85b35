import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import type { Preprocessing } from '../data/preprocessing.ts'
import { exampleLayout } from './example-layout.ts'

const config = parseConfig('data: { file: a.csv, target: y }\nmodel: { layers: [] }', 'a.yaml')
const notation = { kind: 'number', decimal: '.', thousands: null, unit: null } as const
const preprocessing: Pick<Preprocessing, 'inputs' | 'target' | 'sequence'> = {
  inputs: [
    {
      ...{ kind: 'numeric', name: 'x', fileColumn: 'x', notation, missing: 'drop', fill: null },
      ...{ offset: 3, scale: 2 },
    },
    { kind: 'categorical', name: 'c', missing: 'drop', categories: ['a', 'b'], fill: null },
  ],
  target: { kind: 'number', name: 'y', notation, mean: 7, scale: 10 },
}

test('columns have their units, and their ranges among the rows that are trained on', () => {
  const rows = Float32Array.from([-1, 1, 0, 0.5, 0, 1, 0, 0, 1])
  expect(exampleLayout(config, preprocessing, { inputs: rows })).toEqual({
    inputs: {
      x: { elements: [0], scale: 2, offset: 3, range: [1, 4] },
      'c=a': { elements: [1], scale: 1, offset: 0, range: [0, 1] },
      'c=b': { elements: [2], scale: 1, offset: 0, range: [0, 1] },
      c: { elements: [1, 2], scale: 1, offset: 0 },
    },
    elements: [
      { column: 'x', kind: 'number' },
      { column: 'c', kind: 'category' },
      { column: 'c', kind: 'category' },
    ],
    targetScale: 10,
    targetOffset: 7,
  })
  expect(exampleLayout(config, preprocessing).inputs.x).not.toHaveProperty('range')
})

test('a pattern of one column has its units, and one of several is no input of one number', () => {
  const withPattern = (pattern: string) =>
    parseConfig(
      `data: { file: a.csv, target: y }\nmodel: { layers: [] }\npenalties: { monotone: { columns: { "${pattern}": 1 }, weight: 1 } }`,
      'a.yaml',
    )
  expect(exampleLayout(withPattern('x*'), preprocessing).inputs['x*']).toEqual({
    ...{ elements: [0], scale: 2, offset: 3 },
  })
  expect(() => exampleLayout(withPattern('c*'), preprocessing)).toThrow(
    'penalties.monotone.columns: must name inputs of one number, got "c*", which has 2',
  )
  expect(() => exampleLayout(withPattern('z*'), preprocessing)).toThrow('no input is named "z*"')
})

test('an index says how many categories it stands for, that of none among them, and is no column of a category', () => {
  const categorical = preprocessing.inputs.filter((input) => input.kind === 'categorical')
  const inputs = (['index', 'sign'] as const).flatMap((encoding) =>
    categorical.map((input) => ({ ...input, name: encoding, encoding })),
  )
  const layout = exampleLayout(config, { ...preprocessing, inputs })
  expect(layout.elements).toEqual([
    { column: 'index', kind: 'index', indices: 3 },
    { column: 'sign', kind: 'category' },
  ])
  expect(Object.keys(layout.inputs)).toEqual(['index', 'sign=b', 'sign'])
})

test('a column that goes through a curve has its range in its unit, but no scale', () => {
  const inputs = preprocessing.inputs.map((input) =>
    input.kind === 'numeric' ? { ...input, smoothClip: 3, indicator: true } : input,
  )
  const target = { ...preprocessing.target, curve: { kind: 'log' } } as const
  const rows = Float64Array.from([-1, 2]).map((z) => z / Math.sqrt(1 + (z / 3) * (z / 3)))
  const [low = 0, high = 0] = rows
  const layout = exampleLayout(
    config,
    { ...preprocessing, inputs, target } as typeof preprocessing,
    { inputs: Float32Array.from([low, 0, 1, 0, high, 1, 0, 1]) },
  )
  expect(layout.targetCurve).toBe('log')
  const { x } = layout.inputs
  expect(x).toMatchObject({ elements: [0], curve: 'a smooth clip at ±3' })
  expect(x).not.toHaveProperty('scale')
  expect(x?.range?.[0]).toBeCloseTo(1, 5)
  expect(x?.range?.[1]).toBeCloseTo(7, 5)
  expect(layout.inputs['x=(missing)']?.elements).toEqual([1])
})
