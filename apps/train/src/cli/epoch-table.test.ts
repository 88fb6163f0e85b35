import { expect, test } from 'vitest'
import type { EpochRecord } from '../train/records.ts'
import { briefly, EpochTable } from './epoch-table.ts'

const record = (epoch: number, loss: number): EpochRecord => ({
  epoch,
  step: 10 * epoch,
  training: { loss, penalties: { inputGradient: 0.25 } },
  validation: { loss: 0.5, accuracy: 0.75, auc: Number.NaN, inputGradientNorm: 1234.5 },
})

test('one heading, then every epoch on a line of its own, in columns', () => {
  const table = new EpochTable(100)
  const text = table.lines(record(1, 0.5678)) + table.lines(record(2, 1e-5))
  expect(text).toBe(
    [
      '  epoch       loss  inputGradient  val. loss   accuracy        auc  inputGradientNorm',
      '  1/100     0.5678         0.2500     0.5000     0.7500        NaN             1234.5',
      '  2/100    1.00e-5         0.2500     0.5000     0.7500        NaN             1234.5',
      '',
    ].join('\n'),
  )
})

test('beside a bar: the loss and the metric most people look at', () => {
  expect(briefly(record(1, 0.5))).toBe('loss 0.5000, accuracy 0.7500')
  const regression: EpochRecord = { ...record(1, 0.5), validation: { mse: 1, r2: 0.9 } }
  expect(briefly(regression)).toBe('loss 0.5000, r2 0.9000')
})
