import { expect, test } from 'vitest'
import type { Part } from './part.ts'
import { foldRange, rowsWithin, rowsWithout } from './part-rows.ts'

/** Three sequences of 1, 3 and 2 steps, each of which has a target; two features. */
const part: Part = {
  rows: 3,
  inputs: Float32Array.from({ length: 18 }, (_, i) => i),
  steps: 3,
  lengths: Int32Array.of(1, 3, 2),
  targets: Float32Array.of(10, 20, 21, 22, 30, 31),
  weights: Float32Array.of(1, 2, 3),
  columns: {
    site: { groups: 4, values: Int32Array.of(3, 0, 1) },
    slope: { groups: null, values: Float32Array.of(0.5, 1.5, 2.5) },
  },
  rowNumbers: Int32Array.of(2, 3, 6),
  stepRows: {
    starts: Int32Array.of(0, 1, 4, 6),
    positions: Int32Array.of(0, 1, 2, 3, 4, 5),
    rowNumbers: Int32Array.of(2, 3, 4, 5, 6, 7),
  },
  folds: Int32Array.of(0, 1, 2, 3),
}

test('the rows of a fold, and all others, with all that belongs to them', () => {
  const middle = rowsWithin(part, foldRange(part, 1))
  expect(middle).toEqual({
    rows: 1,
    inputs: Float32Array.of(6, 7, 8, 9, 10, 11),
    steps: 3,
    lengths: Int32Array.of(3),
    targets: Float32Array.of(20, 21, 22),
    weights: Float32Array.of(2),
    columns: {
      site: { groups: 4, values: Int32Array.of(0) },
      slope: { groups: null, values: Float32Array.of(1.5) },
    },
    rowNumbers: Int32Array.of(3),
    stepRows: {
      starts: Int32Array.of(0, 3),
      positions: Int32Array.of(1, 2, 3),
      rowNumbers: Int32Array.of(3, 4, 5),
    },
  })
  expect(middle.inputs.buffer).toBe(part.inputs.buffer)
  const others = rowsWithout(part, foldRange(part, 1))
  expect(others).toMatchObject({
    rows: 2,
    lengths: Int32Array.of(1, 2),
    targets: Float32Array.of(10, 30, 31),
    weights: Float32Array.of(1, 3),
    rowNumbers: Int32Array.of(2, 6),
    stepRows: { starts: Int32Array.of(0, 1, 3), positions: Int32Array.of(0, 4, 5) },
  })
  expect([...others.inputs]).toEqual([0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 17])
  expect(rowsWithout(part, foldRange(part, 0)).rows).toBe(2)
  expect(() => foldRange(part, 3)).toThrow('there must be a fold 3')
})
