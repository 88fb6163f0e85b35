import { expect, test } from 'vitest'
import { plain } from './notation.ts'
import type { TargetColumn } from './preprocessing.ts'
import { distancesInUnits, predictionsInUnits, targetsInUnits } from './target-units.ts'

const base = { kind: 'number', name: 'y', notation: plain } as const
const straight: TargetColumn = { ...base, mean: 10, scale: 2 }
const log: TargetColumn = { ...base, mean: 1, scale: 2, curve: { kind: 'log' } }

test('targets and predictions are in the units of the file again, through their curve', () => {
  expect([...targetsInUnits(straight, [-1, 0, 3])]).toEqual([8, 10, 16])
  expect(targetsInUnits(log, [0.5])[0]).toBeCloseTo(Math.E * Math.E, 12)
})

test('predictions end at the range of the target, which targets do not', () => {
  const target: TargetColumn = { ...straight, range: [9, 12] }
  expect([...predictionsInUnits(target, [-1, 0.5, 3])]).toEqual([9, 11, 12])
  expect([...targetsInUnits(target, [-1, 0.5, 3])]).toEqual([8, 11, 16])
})

test('a distance is half of what lies between its ends', () => {
  expect([...distancesInUnits(straight, [0.5], [7])]).toEqual([1])
  const [distance] = distancesInUnits(log, [0.25], [0])
  expect(distance).toBeCloseTo((Math.exp(1.5) - Math.exp(0.5)) / 2, 12)
})
