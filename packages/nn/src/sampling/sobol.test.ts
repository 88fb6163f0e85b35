import { expect, test } from 'vitest'
import { sobolCoordinate, sobolDimensions } from './sobol.ts'

test('points of the sequence are those of scipy', () => {
  const dimensions = [0, 1, 2, 5, 20, 40, 63]
  const pointAt = (point: number): number[] =>
    dimensions.map((dimension) => sobolCoordinate(point, dimension))
  expect(pointAt(0)).toEqual([0, 0, 0, 0, 0, 0, 0])
  expect(pointAt(1000)).toEqual([
    0.2197265625, 0.0966796875, 0.5185546875, 0.9072265625, 0.5224609375, 0.9130859375,
    0.4462890625,
  ])
  expect(pointAt(4095)).toEqual([
    0.000244140625, 0.941162109375, 0.334228515625, 0.078857421875, 0.225830078125, 0.200927734375,
    0.553466796875,
  ])
  expect(() => sobolCoordinate(0, sobolDimensions)).toThrow('must be below 64')
})

test('a scrambled sequence is as even as it was, and another by each seed', () => {
  for (let dimension = 0; dimension < sobolDimensions; dimension++) {
    const points = Array.from({ length: 64 }, (_, i) =>
      sobolCoordinate(i, dimension, 12345 + dimension),
    )
    const cells = new Set(points.map((value) => Math.floor(value * 64)))
    expect(cells.size).toBe(64)
  }
  // Two dimensions together: one point in each box of 8 × 8, and of 2 × 32.
  for (const [rows, columns] of [
    [8, 8],
    [2, 32],
  ] as const) {
    const boxes = Array.from({ length: 64 }, (_, i) => {
      const [row, column] = [sobolCoordinate(i, 0, 7), sobolCoordinate(i, 1, 99)]
      return Math.floor(row * rows) * columns + Math.floor(column * columns)
    })
    expect(new Set(boxes).size).toBe(64)
  }
  expect(sobolCoordinate(3, 2, 1)).not.toBe(sobolCoordinate(3, 2, 2))
})
