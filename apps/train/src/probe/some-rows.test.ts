import { expect, test } from 'vitest'
import type { Part } from '../data/part.ts'
import { someRows } from './input-groups.ts'

test('rows that are left lie in the folds that they lay in', () => {
  const part: Part = {
    ...{ rows: 9, steps: null, lengths: null, folds: Int32Array.of(0, 1, 6, 9) },
    inputs: Float32Array.from({ length: 18 }, (_, i) => i),
    targets: Float32Array.from({ length: 9 }, (_, row) => row),
    rowNumbers: Int32Array.from({ length: 9 }, (_, row) => row + 2),
  }
  const some = someRows(part, 4)
  expect(some).toMatchObject({ rows: 4, rowNumbers: Int32Array.of(2, 4, 6, 8) })
  expect(some.inputs).toEqual(Float32Array.of(0, 1, 4, 5, 8, 9, 12, 13))
  expect(some.folds).toEqual(Int32Array.of(0, 1, 3, 4))
  expect(someRows({ ...part, folds: undefined }, 4).folds).toBeUndefined()
  expect(someRows(part, 9)).toBe(part)
})
