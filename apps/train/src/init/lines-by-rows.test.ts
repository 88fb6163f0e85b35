import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { configText, line, opening } from './config-text.ts'
import { linesByRows } from './lines-by-rows.ts'

const configOf = (rows: number, shares: readonly number[] | null = null): unknown => {
  const { preset, validation, others } = linesByRows(rows, shares)
  const data = [opening(0, 'data'), line(1, 'file', 'a.csv'), ...validation]
  return parse(configText([preset, ...data, ...others]))
}

it('leaves small tables to the preset', () => {
  expect(linesByRows(1999, null)).toMatchObject({ validation: [], others: [] })
  expect(configOf(1000)).toEqual({ preset: 'tabular', data: { file: 'a.csv' } })
  expect(configOf(999)).toEqual({ preset: 'tabularSmall', data: { file: 'a.csv' } })
})

it('trains on many rows with fewer passes and models', () => {
  expect(configOf(2000)).toEqual({
    preset: 'tabular',
    data: { file: 'a.csv' },
    training: { epochs: 128, batchSize: 128 },
  })
  expect(configOf(2000, [0.5, 0.3, 0.2])).toEqual({ preset: 'tabular', data: { file: 'a.csv' } })
  expect(configOf(50_000)).toEqual({
    preset: 'tabular',
    data: { file: 'a.csv', validation: { folds: 4 } },
    ensemble: { deepEnsemble: { members: 4, together: true } },
    training: { epochs: 32, batchSize: 256 },
  })
})

it('takes smaller steps where nearly all of many rows are of one class', () => {
  const adamw = { learningRate: { cosine: { from: 0.01 } } }
  const small = { optimizer: { grouped: { optimizer: { adamw } } }, training: { epochs: 48 } }
  expect(configOf(1000, [0.8, 0.2])).toMatchObject(small)
  for (const other of [
    configOf(999, [0.8, 0.2]),
    configOf(1000, [0.79, 0.21]),
    configOf(10_000, [0.8, 0.2]),
  ])
    expect(other).not.toHaveProperty('optimizer')
})

it('takes half the passes where there are two classes', () => {
  expect(configOf(1000, [0.6, 0.4])).toMatchObject({ training: { epochs: 64 } })
  for (const other of [configOf(999, [0.6, 0.4]), configOf(1000, [0.5, 0.3, 0.2])])
    expect(other).not.toHaveProperty('training')
})

it('takes small batches of very few rows with numbers', () => {
  expect(configOf(199)).toMatchObject({ training: { batchSize: 32 } })
  for (const other of [configOf(200), configOf(199, [0.6, 0.4])])
    expect(other).not.toHaveProperty('training')
})
