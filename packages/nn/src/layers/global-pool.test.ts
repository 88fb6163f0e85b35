import { ShapeError } from '@sobolev/core'
import { expect, it } from 'vitest'
import { float64, int32 } from '../../testing/float64.ts'
import { maskOfLengths } from '../modules/mask-of-lengths.ts'
import { GlobalAveragePool } from './global-average-pool.ts'
import { GlobalMaxPool } from './global-max-pool.ts'

const sequences = float64([
  [
    [-1, 5],
    [-3, 7],
    [8, 100],
  ],
  [
    [2, -4],
    [100, 100],
    [100, 100],
  ],
])
const mode = { training: false } as const

it.each([
  [
    new GlobalAveragePool({ over: 'steps' }),
    [
      [4 / 3, 112 / 3],
      [202 / 3, 196 / 3],
    ],
    [
      [-2, 6],
      [0, 0],
    ],
  ],
  [
    new GlobalMaxPool({ over: 'steps' }),
    [
      [8, 100],
      [100, 100],
    ],
    [
      [-1, 7],
      [0, 0],
    ],
  ],
])('%s over steps takes those that are there, and gives zeros of none', (layer, all, masked) => {
  expect(layer.call(sequences, mode).toArray()).toEqual(all)
  const mask = maskOfLengths(int32([2, 0]), 3)
  expect(layer.call(sequences, { ...mode, mask }).toArray()).toEqual(masked)
})

it.each([GlobalAveragePool, GlobalMaxPool])('%o refuses inputs without steps', ({ definition }) => {
  const { outputShape } = definition.make('steps')
  expect(outputShape([3, 2])).toEqual([2])
  expect(() => outputShape([3])).toThrow(ShapeError)
  expect(() => outputShape([3])).toThrow(
    'inputs must be [n, steps, features] to go over steps, got [n, 3]',
  )
})
