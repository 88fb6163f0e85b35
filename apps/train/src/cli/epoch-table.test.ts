import { expect, test } from 'vitest'
import type { EpochRecord } from '../train/records.ts'
import { EpochTable } from './epoch-table.ts'

const record = (epoch: number, loss: number): EpochRecord => ({
  epoch,
  step: 10 * epoch,
  digest: '',
  checksums: '',
  training: { loss, penalties: { inputGradient: 0.25 } },
  validation: { loss: 0.5, accuracy: 0.75, auc: Number.NaN, inputGradientNorm: 1234.5 },
})
const best = { monitor: 'loss', epoch: 1, value: 0.5 } as const

test('a heading that tells training from validation, then every epoch on a line of its own', () => {
  const table = new EpochTable(100)
  const text = table.lines(record(1, 0.5678), best) + table.lines(record(2, 1e-5), best)
  expect(text).toBe(
    [
      '         ────── training ───────  ───────────────── validation ──────────────────',
      '  epoch      loss  inputGradient      loss  accuracy       auc  inputGradientNorm  best',
      '  1/100    0.5678         0.2500    0.5000    0.7500       NaN             1234.5  *',
      '  2/100   1.00e-5         0.2500    0.5000    0.7500       NaN             1234.5',
      '',
    ].join('\n'),
  )
})

test('a narrow terminal shows the losses and the metrics; what does not fit is left out', () => {
  const [, heading, line] = new EpochTable(100, 53).lines(record(1, 0.5678), best).split('\n')
  expect(heading).toBe('  epoch      loss      loss  accuracy       auc  best')
  expect(line).toBe('  1/100    0.5678    0.5000    0.7500       NaN  *')
})

test('the metric that is watched comes first', () => {
  const watched = { monitor: 'auc', epoch: 1, value: 0.5 } as const
  const [, heading] = new EpochTable(100).lines(record(1, 0.5), watched).split('\n')
  expect(heading).toContain('inputGradient       auc      loss  accuracy')
})
