import { assert, property } from 'fast-check'
import { expect, it } from 'vitest'
import { ShapeError } from '../errors/errors.ts'
import { broadcastShape, shapePairs, shapes } from '../operations/block.fixture.ts'
import {
  broadcastShapes,
  checkShape,
  normalizeAxes,
  normalizeAxis,
  sameShape,
  sizeOf,
  stridesOf,
} from './shape.ts'

it('sizes and strides are those of a row-major block', () => {
  expect([sizeOf([]), sizeOf([2, 3]), sizeOf([2, 0])]).toEqual([1, 6, 0])
  expect(stridesOf([2, 3, 4])).toEqual([12, 4, 1])
  expect(stridesOf([])).toEqual([])
  expect([sameShape([1, 2], [1, 2]), sameShape([1], [1, 1]), sameShape([2], [3])]).toEqual([
    true,
    false,
    false,
  ])
})

it('shapes broadcast as NumPy says, in either order', () => {
  assert(
    property(shapePairs, ([a, b]) => {
      expect(broadcastShapes('add', a, b)).toEqual(broadcastShape(a, b))
      expect(broadcastShapes('add', b, a)).toEqual(broadcastShape(a, b))
    }),
    { numRuns: 100, seed: 21 },
  )
  expect(broadcastShapes('add', [0], [1])).toEqual([0])
  expect(() => broadcastShapes('add', [0], [2])).toThrow(
    'add: shapes must be equal or broadcast, got [0] and [2]',
  )
})

it('axes are counted from either end', () => {
  assert(
    property(shapes, ({ length }) => {
      for (let axis = 0; axis < length; axis++) {
        expect(normalizeAxis('sum', axis, length)).toBe(axis)
        expect(normalizeAxis('sum', axis - length, length)).toBe(axis)
      }
      for (const wrong of [length, -length - 1, 0.5, Number.NaN])
        expect(() => normalizeAxis('sum', wrong, length)).toThrow(ShapeError)
    }),
    { numRuns: 20, seed: 22 },
  )
  expect(normalizeAxes('sum', [-1, 0], 3)).toEqual([0, 2])
  expect(normalizeAxes('sum', undefined, 2)).toEqual([0, 1])
  expect(() => normalizeAxes('sum', [1, -1], 2)).toThrow(
    'sum: each axis may stand once, got [1, -1]',
  )
})

it('lengths are whole numbers from 0', () => {
  checkShape('zeros', [0, 3])
  for (const wrong of [-1, 0.5, Number.NaN, 2 ** 60])
    expect(() => checkShape('zeros', [wrong])).toThrow(
      `zeros: lengths must be whole numbers from 0, got [${wrong}]`,
    )
})
