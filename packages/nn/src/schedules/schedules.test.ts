import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { type Schedule, valueAt } from './schedule.ts'
import { constant, cosine, linear, stepDecay, warmUp } from './schedules.ts'

const at = (schedule: Schedule, step: number): number => valueAt(schedule, int32(step)).item()

const third = linear({ from: 1, to: 0.25, steps: 3 })

const table: readonly [string, Schedule, values: readonly number[]][] = [
  ['a number', 0.3, [0.3, 0.3]],
  ['constant', constant(0.3), [0.3, 0.3]],
  ['linear', third, [1, 0.75, 0.5, 0.25, 0.25, 0.25]],
  // cos 60° = ½ and cos 120° = −½.
  ['cosine', cosine({ from: 5, to: 1, steps: 3 }), [5, 4, 2, 1, 1]],
  ['stepDecay', stepDecay({ from: 8, every: 2, factor: 0.5 }), [8, 8, 4, 4, 2, 2, 1]],
  ['warmUp of a number', warmUp(10, 4), [2.5, 5, 7.5, 10, 10]],
  ['warmUp of a schedule', warmUp(third, 2), [0.5, 0.75, 0.5, 0.25]],
  ['a function of one’s own', (step) => float64(2).mul(step.cast('float64')), [0, 2, 4]],
]

describe.each(table)('%s', (_, schedule, values) => {
  it('takes its values step by step', () => {
    expectClose(float64(values.map((_, step) => at(schedule, step))), values, 1e-15)
  })
})

it.each([0, -1, 1.5, Number.NaN])('refuses %d steps', (steps) => {
  expect(() => linear({ from: 1, to: 0, steps })).toThrow('linear: steps must be a whole number')
  expect(() => cosine({ from: 1, to: 0, steps })).toThrow('cosine: steps must be a whole number')
  expect(() => stepDecay({ from: 1, every: steps, factor: 1 })).toThrow('stepDecay: every must be')
  expect(() => warmUp(1, steps)).toThrow('warmUp: steps must be a whole number')
})
