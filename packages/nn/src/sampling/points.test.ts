import { compile, Rng } from '@sobolev/core'
import { expect, test } from 'vitest'
import { latinHypercube } from './latin-hypercube.ts'
import { sobolPoints } from './sobol-points.ts'

const rng = new Rng(5)

/** How many of equal parts of an interval have one of the numbers. */
const partsHit = (numbers: Iterable<number>, low: number, width: number, parts: number): number =>
  new Set(Array.from(numbers, (value) => Math.floor(((value - low) / width) * parts))).size

test('a Latin hypercube has a point in each part of each dimension, also compiled', () => {
  const box = { low: [-1, 0], high: 1, dtype: 'float64' } as const
  const points = latinHypercube(64, 2, { rng, ...box })
  expect(points.shape).toEqual([64, 2])
  expect(partsHit(points.column(0).data, -1, 2, 64)).toBe(64)
  expect(partsHit(points.column(1).data, 0, 1, 64)).toBe(64)
  const compiled = compile((source: Rng) => latinHypercube(64, 2, { rng: source, ...box }))
  expect(compiled(rng).toArray()).toEqual(points.toArray())
})

test('Sobol points are those of the sequence, or a scrambled one', () => {
  expect(sobolPoints(4, 2).toArray()).toEqual([
    [0, 0],
    [0.5, 0.5],
    [0.75, 0.25],
    [0.25, 0.75],
  ])
  expect(sobolPoints(1, 2, { skip: 1, low: -1, high: [1, 3] }).toArray()).toEqual([[0, 1]])
  const scrambled = sobolPoints(64, 3, { rng, dtype: 'float64' })
  for (const column of scrambled.columns()) expect(partsHit(column.data, 0, 1, 64)).toBe(64)
  expect(scrambled.toArray()).not.toEqual(sobolPoints(64, 3, { dtype: 'float64' }).toArray())
})

test('what is no box or no number of points is refused', () => {
  expect(() => sobolPoints(4, 65)).toThrow(
    'there are 64 dimensions at most, got 65; latinHypercube has any number',
  )
  expect(() => sobolPoints(4, 2, { low: [0, 1] })).toThrow(
    'low must be below high, got 1 and 1 of dimension 1',
  )
  expect(() => latinHypercube(4, 2, { rng, low: [0] })).toThrow(
    'or one for each of the 2 dimensions, got [0]',
  )
  expect(() => sobolPoints(-1, 2)).toThrow('must be given how many points')
})
