import { expect, test } from 'vitest'
import type { Part } from '../data/part.ts'
import { gatherBatch, sliceBatch } from './batch.ts'

const part: Part = {
  rows: 3,
  inputs: Float32Array.of(1, 2, 3, 4, 5, 6),
  targets: Int32Array.of(10, 20, 30),
  steps: null,
  lengths: null,
  rowNumbers: Int32Array.of(2, 3, 4),
}

test('rows come in the given order, each with its target', () => {
  const { inputs, targets } = gatherBatch(part, Int32Array.of(2, 0, 1), 0, 2)
  expect(inputs.toArray()).toEqual([
    [5, 6],
    [1, 2],
  ])
  expect(targets.toArray()).toEqual([30, 10])
  expect([inputs.dtype, targets.dtype]).toEqual(['float32', 'int32'])
})

test('a slice is the rows as they lie; values stay float32', () => {
  const values = { ...part, targets: Float32Array.of(0.5, 1.5, 2.5) }
  const { inputs, targets } = sliceBatch(values, 1, 3)
  expect(inputs.toArray()).toEqual([
    [3, 4],
    [5, 6],
  ])
  expect(targets.toArray()).toEqual([1.5, 2.5])
  expect(targets.dtype).toBe('float32')
})
