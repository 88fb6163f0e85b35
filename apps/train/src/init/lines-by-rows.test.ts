import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { configText, line, opening } from './config-text.ts'
import { linesByRows } from './lines-by-rows.ts'

const configOf = (rows: number): unknown => {
  const { validation, others } = linesByRows(rows)
  return parse(configText([opening(0, 'data'), line(1, 'file', 'a.csv'), ...validation, ...others]))
}

it('leaves small tables to the preset', () => {
  expect(linesByRows(1999)).toEqual({ validation: [], others: [] })
})

it('trains on many rows with fewer passes and models', () => {
  expect(configOf(2000)).toEqual({
    data: { file: 'a.csv' },
    training: { epochs: 64, batchSize: 256 },
  })
  expect(configOf(50_000)).toEqual({
    data: { file: 'a.csv', validation: { folds: 4 } },
    ensemble: { deepEnsemble: { members: 4, together: true } },
    training: { epochs: 16, batchSize: 512 },
  })
})
