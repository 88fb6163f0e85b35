import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { catalogue, type Option } from '@sobolev/nn'
import { expect, test } from 'vitest'
import {
  mapsOfColumns,
  penaltyWeight,
  positionOf,
  sliderEnd,
  weightAt,
  withPenaltyWeight,
} from './penalty-weight.ts'

const moons = readFileSync(join(import.meta.dirname, '../../configs/two-moons.yaml'), 'utf8')

test('a config without a penalty gets one at its end, and is as before without it', () => {
  expect(penaltyWeight(moons)).toEqual({ name: 'inputGradient', weight: 0 })
  const penalised = withPenaltyWeight(moons, 0.1)
  expect(penalised).toBe(`${moons}penalties:\n  inputGradient: 0.1\n`)
  expect(penaltyWeight(penalised)).toEqual({ name: 'inputGradient', weight: 0.1 })
  const stronger = withPenaltyWeight(penalised, 2)
  expect(stronger).toBe(`${moons}penalties:\n  inputGradient: 2\n`)
  expect(withPenaltyWeight(stronger, 0)).toBe(moons)
  expect(withPenaltyWeight(moons, 0)).toBe(moons)
})

test.each([
  ['inputGradient: 0.1 # so much', 'inputGradient: 0.5 # so much'],
  ['inputGradient: { weight: 0.1, p: 2 }', 'inputGradient: { weight: 0.5, p: 2 }'],
  ['inputGradient: { p: 2, every: 3 }', 'inputGradient: { weight: 0.5, p: 2, every: 3 }'],
  ['flat: { inputGradient: { weight: 0.1 } }', 'flat: { inputGradient: { weight: 0.5 } }'],
  ['flat:\n    l2:\n      weight: 1 # one', 'flat:\n    l2:\n      weight: 0.5 # one'],
  ['rightReasons: { columns: mark }', 'rightReasons: { weight: 0.5, columns: mark }'],
  ['mine:\n    weight: 1 # one\n    of: it', 'mine:\n    weight: 0.5 # one\n    of: it'],
  ['mine:\n    of: it\n    as: is', 'mine:\n    weight: 0.5\n    of: it\n    as: is'],
  ['smoothness: 0.3\n  inputGradient: 1', 'smoothness: 0.5\n  inputGradient: 1'],
])('%j becomes %j, and nothing else changes', (before, after) => {
  const around = (text: string): string =>
    `seed: 1\npenalties:\n  ${text}\n# the end\ntraining: { epochs: 2 }\n`
  expect(withPenaltyWeight(around(before), 0.5)).toBe(around(after))
})

test('a penalty that was written stays at 0', () => {
  const text = 'penalties:\n  inputGradient: 0.1\nseed: 1\n'
  expect(withPenaltyWeight(text, 0)).toBe('penalties:\n  inputGradient: 0\nseed: 1\n')
})

test('a weight by a schedule, and a config that cannot be read, stay as they are', () => {
  const scheduled = 'penalties: { inputGradient: { weight: { linear: { from: 0, to: 1 } } } }\n'
  expect(penaltyWeight(scheduled)).toEqual({ name: 'inputGradient', weight: null })
  expect(withPenaltyWeight(scheduled, 1)).toBe(scheduled)
  expect(penaltyWeight('a: [')).toEqual({ name: 'inputGradient', weight: 0 })
})

test.each([
  'flat: { l2: 0.1 }',
  'flat: { l2: }',
  'flat: { inputGradient: { p: 2 } }',
  'flat: { inputGradient: { weight: { linear: { from: 0, to: 1 } } } }',
  'inputGradient: { p: 2 }',
  'monotone: { columns: { weight: 1 } }',
])('%j stays as it is, as its weight may be elsewhere', (term) => {
  const text = `penalties: { ${term} }\n`
  expect(penaltyWeight(text).weight).toBe(null)
  expect(withPenaltyWeight(text, 0.5)).toBe(text)
})

test('no map of columns is taken for the options of a method', () => {
  const options = [...catalogue.of('penalty').values()].flatMap((penalty) =>
    Object.entries<Option>(penalty.options).flatMap(([name, { type }]) =>
      type === 'columnMap' ? [name] : [],
    ),
  )
  expect(new Set(mapsOfColumns)).toEqual(new Set(options))
})

test('positions and weights lead to each other', () => {
  for (let position = 0; position <= sliderEnd; position++)
    expect(positionOf(weightAt(position))).toBe(position)
  expect([weightAt(0), weightAt(1), weightAt(sliderEnd)]).toEqual([0, 0.001, 10])
  expect([positionOf(1e-9), positionOf(1e9)]).toEqual([1, sliderEnd])
})
