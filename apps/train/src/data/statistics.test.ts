import fc from 'fast-check'
import { expect, test } from 'vitest'
import { medianOf, modeOf, spreadOf, spreadOfAll } from './statistics.ts'

const all = (values: ArrayLike<number>): Int32Array =>
  Int32Array.from({ length: values.length }, (_, i) => i)

test('the spread leaves missing values and other rows out', () => {
  const values = new Float32Array([1, Number.NaN, 3, 100, 5])
  const rows = new Int32Array([0, 1, 2, 4])
  const { count, mean, deviation, min, max } = spreadOf(values, rows)
  expect({ count, mean, min, max }).toEqual({ count: 3, mean: 3, min: 1, max: 5 })
  expect(deviation).toBeCloseTo(Math.sqrt(8 / 3), 12)
})

test('equal values have a deviation of exactly 0, and themselves as their mean', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(value, fc.integer({ min: 1, max: 50 }), (x, count) => {
      const values = new Float64Array(count).fill(x + 0)
      expect(spreadOf(values, all(values))).toMatchObject({ mean: values[0], deviation: 0 })
    }),
  )
})

test('a large mean does not drown the deviation', () => {
  const values = new Float64Array([0, 1, 2, 3]).map((value) => value + 1.7e9)
  const spread = spreadOf(values, all(values))
  expect(spread).toMatchObject({ mean: 1.7e9 + 1.5, min: 1.7e9, max: 1.7e9 + 3 })
  expect(spread.deviation).toBe(Math.sqrt(1.25))
})

test('no value has no mean', () => {
  expect(spreadOf(new Float32Array([Number.NaN]), new Int32Array([0]))).toMatchObject({ count: 0 })
  expect(medianOf(new Float32Array(0), new Int32Array(0))).toBeNaN()
  expect(modeOf(new Float32Array(0), new Int32Array(0))).toBeNaN()
})

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
  [[10, Number.NaN, 9], 9.5],
  [[100, -5, 20], 20],
])('the median of %j is %d', (values, median) => {
  expect(medianOf(Float32Array.from(values), all(values))).toBe(median)
})

test.each([
  [[3, 1, 3, 2], 3],
  [[2, 1, 2, 1], 1],
  [[Number.NaN, Number.NaN, 7], 7],
])('the value most frequent in %j is %d', (values, mode) => {
  expect(modeOf(Float32Array.from(values), all(values))).toBe(mode)
})

test('several columns have the spread of all their values together', () => {
  const rows = new Int32Array([0, 2])
  const columns = [new Float32Array([0, 9, 0]), new Float32Array([4, 9, Number.NaN])]
  const { count, mean, deviation, min, max } = spreadOfAll(columns, rows)
  expect({ count, min, max }).toEqual({ count: 3, min: 0, max: 4 })
  expect(mean).toBeCloseTo(4 / 3, 12)
  expect(deviation).toBeCloseTo(Math.sqrt(32) / 3, 12)
})
