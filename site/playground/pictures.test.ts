import { expect, test } from 'vitest'
import { arrowsOf } from './arrows.ts'
import { chartOf } from './chart.ts'
import { contour } from './contour.ts'
import { curvesOf, wordsOf } from './curves.ts'
import type { About, EpochFigures } from './messages.ts'
import { colourOfClasses } from './paint.ts'
import { colourOf, paletteOf } from './palette.ts'
import { shown, ticks } from './scale.ts'

test('arrows point uphill as the picture shows it, the steepest as long as a cell allows', () => {
  const changes = Float32Array.of(1, 0, 0, -1, 0.5, 0, Number.NaN, 0)
  const arrows = arrowsOf({ across: 2, up: 2, changes }, 200, 200)
  const numbers = arrows.map(({ x, y, dx, dy }) => [x, y, dx, dy].map((value) => value + 0))
  expect(numbers).toEqual([
    [5, 50, 90, 0],
    [150, 95, 0, -90],
    [27.5, 150, 45, 0],
  ])
})

test('in a small picture arrows are fewer and as long', () => {
  const changes = Float32Array.from({ length: 2 * 64 }, (_, i) => 1 - (i % 2))
  const arrows = arrowsOf({ across: 8, up: 8, changes }, 88, 88)
  expect(arrows).toHaveLength(16)
  expect(arrows[0]).toMatchObject({ y: 16.5, dx: 19.8, dy: 0 })
})

test('a field that is flat has no arrows', () => {
  expect(arrowsOf({ across: 2, up: 1, changes: new Float32Array(4) }, 10, 10)).toEqual([])
})

test('a contour runs where the values cross a level', () => {
  // x + y over 3 × 3 cells.
  const values = [0, 1, 2, 1, 2, 3, 2, 3, 4]
  const segments = contour(values, 3, 1.5)
  expect(segments.length).toBeGreaterThan(2)
  for (const [x1, y1, x2, y2] of segments) {
    expect(x1 + y1).toBeCloseTo(1.5, 12)
    expect(x2 + y2).toBeCloseTo(1.5, 12)
  }
  expect(contour(values, 3, 9)).toEqual([])
  expect(contour([0, Number.NaN, 1, 2], 2, 0.5)).toEqual([])
})

test.each([
  [0, 1, 4, [0, 0.5, 1]],
  [-1.8, 3.05, 5, [-1, 0, 1, 2, 3]],
  [0.0012, 0.0019, 4, [0.0012, 0.0014, 0.0016, 0.0018]],
  [5, 5, 4, []],
])('between %d and %d there are ticks', (low, high, count, expected) => {
  expect(ticks(low, high, count).values).toEqual(expected)
})

test('numbers are short', () => {
  expect([0, 0.12345, 1234.5678, 1e-7, 123456789, null].map(shown)).toEqual([
    ...['0', '0.123', '1235', '1.00e-7', '1.23e8', '–'],
  ])
})

const about: About = {
  ...{ name: 'a', target: 'y', classes: ['0', '1'], features: 2, parameters: 9, epochs: 3 },
  ...{ rows: { training: 8, validation: 2, test: 0 }, notices: [], columns: ['x'] },
  penalties: ['inputGradient'],
  ...{ folds: null, trainings: 1 },
}

const epochs: EpochFigures[] = [1, 2].map((epoch) => ({
  ...{ epoch, step: epoch * 4, loss: 1 / epoch, shares: { inputGradient: 0.25 } },
  validation: { loss: 2 / epoch, rocAuc: null, accuracy: 0.5 * epoch },
}))

test('a run has curves of its loss, its metric and the share of its penalties', () => {
  const curves = curvesOf(epochs, about)
  expect(curves.map(({ title, lines }) => [title, ...lines.map(({ name }) => name)])).toEqual([
    ['Loss', 'training', 'validation'],
    ['Accuracy', 'validation'],
    ['Share of the total', 'inputGradient'],
  ])
  const [loss, , shares] = curves.map((curve) => chartOf(curve, 3))
  expect(loss?.description).toBe('Loss by epoch, now training 0.5, validation 1')
  expect(shares?.lines[0]?.last).toBe('25 %')
  expect(loss?.lines[0]?.path).toMatch(/^M[\d.]+ [\d.]+L[\d.]+ [\d.]+$/)
  expect(
    curvesOf([], { ...about, penalties: [] }).map((curve) => chartOf(curve, 3).lines[0]?.path),
  ).toEqual([''])
})

test('of several members the curves are means, epoch by epoch', () => {
  const other = epochs.map((of) => ({
    ...of,
    loss: of.loss + 2,
    validation: { ...of.validation, accuracy: 1 },
  }))
  const [loss, accuracy] = curvesOf([...epochs, ...other], about)
  expect(loss?.lines[0]?.values).toEqual([2, 1.5])
  expect(accuracy?.lines[0]?.values).toEqual([0.75, 1])
})

test('names of metrics are words', () => {
  expect(['r2', 'rootMeanSquaredError', 'accuracy'].map((name) => wordsOf(name))).toEqual([
    ...['R²', 'Root mean squared error', 'Accuracy'],
  ])
})

test.each([
  [[0.4, 0.6], null, 1, 0.2],
  [[0.4, 0.6], 0.7, 0, 1 / 7],
  [[0.8, 0.2], 0.1, 1, 1 / 9],
  [[0, 1], 0.7, 1, 1],
  [[1, 0], 0.7, 0, 1],
  [[0.3, 0.5, 0.2], null, 1, 0.25],
])(
  'probabilities %j have the colour of the class that is predicted by the threshold %j',
  (given, threshold, best, strength) => {
    const palette = paletteOf(false)
    const [colour, strong] = colourOfClasses(palette, Float32Array.from(given), threshold)
    expect(colour).toEqual(colourOf(palette, best))
    expect(strong).toBeCloseTo(strength, 5)
  },
)
