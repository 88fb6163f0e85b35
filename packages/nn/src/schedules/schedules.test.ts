import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { constant } from './constant.ts'
import { cosine } from './cosine.ts'
import { cosineRestarts } from './cosine-restarts.ts'
import { exponential } from './exponential.ts'
import { linear } from './linear.ts'
import { logCosine } from './log-cosine.ts'
import { oneCycle } from './one-cycle.ts'
import { piecewise } from './piecewise.ts'
import { polynomial } from './polynomial.ts'
import { type Schedule, valueAt } from './schedule.ts'
import { stepDecay } from './step-decay.ts'

const at = (schedule: Schedule, step: number): number => valueAt(schedule, int32(step)).item()

const third = { from: 1, to: 0.25, duration: 3 }

const table: readonly [string, Schedule, values: readonly number[]][] = [
  ['a number', 0.3, [0.3, 0.3]],
  ['constant', constant(0.3), [0.3, 0.3]],
  ['linear', linear(third), [1, 0.75, 0.5, 0.25, 0.25, 0.25]],
  // cos 60° = ½ and cos 120° = −½.
  ['cosine', cosine({ from: 5, to: 1, duration: 3 }), [5, 4, 2, 1, 1]],
  [
    'cosine that holds',
    cosine({ from: 5, to: 1, duration: 6, hold: 0.5 }),
    [5, 5, 5, 5, 4, 2, 1, 1],
  ],
  // Steps 1, 3, 7 and 15 of 15 are where waves end.
  ['logCosine', (step) => logCosine({ peak: 4, duration: 15 })(step.mul(2).add(1)), [0, 0]],
  [
    'logCosine at its peaks, log₂(1 + 3t) = ½ and 3/2',
    logCosine({ peak: 4, waves: 2, duration: 3 }),
    [0, 0, 2 * (1 - Math.cos(2 * Math.PI * Math.log2(3))), 0, 0],
  ],
  ['stepDecay', stepDecay({ from: 8, every: 2, factor: 0.5 }), [8, 8, 4, 4, 2, 2, 1]],
  ['constant after a warm-up', constant({ value: 10, warmUp: 4 }), [2.5, 5, 7.5, 10, 10]],
  ['exponential', exponential({ from: 8, every: 2, factor: 0.25 }), [8, 4, 2, 1, 0.5]],
  ['polynomial', polynomial({ from: 5, to: 1, duration: 4 }), [5, 3.25, 2, 1.25, 1, 1]],
  ['polynomial of power 1', polynomial({ ...third, power: 1 }), [1, 0.75, 0.5, 0.25, 0.25, 0.25]],
  ['cosineRestarts', cosineRestarts({ from: 5, to: 1, duration: 3 }), [5, 4, 2, 5, 4, 2, 5]],
  [
    'oneCycle',
    oneCycle({ peak: 8, rise: 0.25, startDivisor: 2, endDivisor: 2, duration: 8 }),
    [4, 6, 8, 8 - 3 * (1 - Math.sqrt(3) / 2), 6.5, 5, 3.5, 2 + 3 * (1 - Math.sqrt(3) / 2), 2, 2],
  ],
  ['piecewise', piecewise({ boundaries: [2, 3], values: [8, 4, 1] }), [8, 8, 4, 1, 1]],
  // It begins when the warm-up is over.
  ['linear after a warm-up', linear({ ...third, warmUp: 2 }), [0.5, 1, 1, 0.75, 0.5, 0.25, 0.25]],
  ['a function of one’s own', (step) => float64(2).mul(step.cast('float64')), [0, 2, 4]],
]

describe.each(table)('%s', (_, schedule, values) => {
  it('takes its values step by step', () => {
    expectClose(float64(values.map((_, step) => at(schedule, step))), values, 1e-15)
  })
})

it('a warm-up of 0 changes no bit, and a longer one multiplies by (step + 1) / warmUp', () => {
  const plain = cosine({ from: 0.3, to: 0.1, duration: 7 })
  const steps = Array.from({ length: 12 }, (_, step) => step)
  const zero = cosine({ from: 0.3, to: 0.1, duration: 7, warmUp: 0 })
  expect(steps.map((step) => at(zero, step))).toEqual(steps.map((step) => at(plain, step)))
  const warm = cosine({ from: 0.3, to: 0.1, duration: 7, warmUp: 3 })
  expect(steps.map((step) => at(warm, step))).toEqual(
    steps.map((step) => Math.min((step + 1) / 3, 1) * at(plain, Math.max(step - 3, 0))),
  )
})

it.each([0, -1, 1.5, Number.NaN])('refuses a duration of %d steps', (wrong) => {
  const course = { from: 1, to: 0, duration: wrong }
  expect(() => linear(course)).toThrow('linear: duration must be a positive integer')
  expect(() => cosine(course)).toThrow('cosine: duration must be a positive integer')
  expect(() => stepDecay({ from: 1, every: wrong, factor: 1 })).toThrow('stepDecay: every must be')
})

it.each([-1, 1.5, Number.NaN])('refuses a warm-up of %d steps', (warmUp) => {
  expect(() => constant({ value: 1, warmUp })).toThrow('constant: warmUp must be an integer from 0')
})

// Of PyTorch and Optax, as `reference/optimizers.py` wrote them.
const file = new URL('../../reference/optimizers.json.golden', import.meta.url)
const { schedules }: { schedules: Readonly<Record<string, readonly number[]>> } = JSON.parse(
  readFileSync(file, 'utf8'),
)

it.each<[string, Schedule]>([
  ['exponential', exponential({ from: 0.8, every: 1, factor: 0.9 })],
  ['polynomial', polynomial({ from: 0.8, power: 2.5, duration: 10 })],
  ['cosineRestarts', cosineRestarts({ from: 0.8, to: 0.1, duration: 3, growth: 2 })],
  ['oneCycle', oneCycle({ peak: 0.8, rise: 0.3, startDivisor: 20, endDivisor: 50, duration: 10 })],
])('%s takes the values of the reference', (name, schedule) => {
  const wanted = schedules[name] ?? []
  expect(wanted.length).toBeGreaterThan(11)
  expectClose(float64(wanted.map((_, step) => at(schedule, step))), wanted, 1e-9)
})

it.each([3, 7, 1000])(
  'cosineRestarts begins each fall at its first number, with growth',
  (duration) => {
    const schedule = cosineRestarts({ from: 1, duration, growth: 3 })
    for (let fall = 0, start = 0; fall < 9; fall++) {
      expectClose(float64(at(schedule, start)), [1])
      start += duration * 3 ** fall
      expect(at(schedule, start - 1)).toBeLessThan(0.5)
    }
  },
)
