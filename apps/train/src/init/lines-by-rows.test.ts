import { expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Task } from '../config/config.ts'
import { configText, line, opening } from './config-text.ts'
import { linesByRows } from './lines-by-rows.ts'

const configOf = (rows: number, task: Task = 'regression'): unknown => {
  const { preset, validation, others } = linesByRows(rows, task)
  const data = [opening(0, 'data'), line(1, 'file', 'a.csv'), ...validation]
  return parse(configText([preset, ...data, ...others]))
}

it('leaves small tables to the preset', () => {
  expect(linesByRows(1999, 'regression')).toMatchObject({ validation: [], others: [] })
  expect(configOf(1000)).toEqual({ preset: 'tabular', data: { file: 'a.csv' } })
  expect(configOf(999)).toEqual({ preset: 'tabularSmall', data: { file: 'a.csv' } })
})

it('trains on many rows with fewer passes and models', () => {
  expect(configOf(2000)).toEqual({
    preset: 'tabular',
    data: { file: 'a.csv' },
    training: { epochs: 64, batchSize: 256 },
  })
  expect(configOf(2000, 'classification')).toEqual({ preset: 'tabular', data: { file: 'a.csv' } })
  expect(configOf(50_000)).toEqual({
    preset: 'tabular',
    data: { file: 'a.csv', validation: { folds: 4 } },
    ensemble: { deepEnsemble: { members: 4, together: true } },
    training: { epochs: 16, batchSize: 512 },
  })
})
