import { expect, test } from 'vitest'
import { differingData } from './differing-data.ts'
import type { Outcome } from './outcome.ts'

const outcome = (index: number, data: readonly string[], file?: string): Outcome => ({
  ...{ index, point: index, round: 0, seed: 1, identity: '', state: 'finished', message: null },
  parameters: file === undefined ? { seed: index } : { 'data.file': file },
  ...{ validation: {}, digest: null, data: [...data], run: null },
  ...{ epochs: 1, started: '', seconds: 1 },
})

test('data that have changed during a sweep are told, those that a parameter chooses are not', () => {
  expect(differingData([outcome(0, ['a']), outcome(1, ['a']), outcome(2, [])])).toBe(null)
  expect(differingData([outcome(0, ['a'], 'a.csv'), outcome(1, ['b'], 'b.csv')])).toBe(null)
  expect(differingData([outcome(0, ['a']), outcome(1, ['b']), outcome(2, ['b', 'c'])])).toContain(
    'trials 1 and 2 saw others',
  )
})
