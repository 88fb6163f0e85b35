import { tensor } from '@sobolev/core'
import { expect, test } from 'vitest'
import type { ScheduleConfig } from '../config/config.ts'
import { buildSchedule } from './build-schedule.ts'

/** Values at the starts of the first epochs, of 10 steps each. */
function byEpoch(config: ScheduleConfig, epochs: number): number[] {
  const schedule = buildSchedule(config, 10)
  return Array.from({ length: epochs }, (_, epoch) =>
    typeof schedule === 'number'
      ? schedule
      : schedule(tensor(10 * epoch, { dtype: 'int32' })).item(),
  )
}

test.each<[string, ScheduleConfig, number[]]>([
  ['constant', { kind: 'constant', value: 3, warmUp: 0 }, [3, 3, 3]],
  ['linear', { kind: 'linear', from: 1, to: 5, epochs: 4, warmUp: 0 }, [1, 2, 3, 4, 5, 5]],
  ['cosine', { kind: 'cosine', from: 2, to: 0, epochs: 2, warmUp: 0 }, [2, 1, 0, 0]],
  ['step', { kind: 'step', from: 8, every: 2, factor: 0.5, warmUp: 0 }, [8, 8, 4, 4, 2]],
])('%s counts epochs', (_, config, values) => {
  const got = byEpoch(config, values.length)
  for (const [epoch, value] of values.entries()) expect(got[epoch]).toBeCloseTo(value, 12)
})

test('a warm-up rises from near 0 to the start of the schedule, which begins after it', () => {
  const config: ScheduleConfig = { kind: 'linear', from: 4, to: 0, epochs: 2, warmUp: 2 }
  const [first, half, ...rest] = byEpoch(config, 6)
  // The first step already moves: 1 of 20 parts.
  expect(first).toBeCloseTo(4 / 20, 12)
  expect(half).toBeCloseTo((4 * 11) / 20, 12)
  for (const [index, value] of [4, 2, 0, 0].entries()) expect(rest[index]).toBeCloseTo(value, 12)
})
