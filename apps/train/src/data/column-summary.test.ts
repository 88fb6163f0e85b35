import { Rng } from '@sobolev/core'
import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import type { ColumnSummary } from './column-summary.ts'
import { loadDataset } from './dataset.ts'
import { withCsv } from './temporary-csv.fixture.ts'

/** The summaries of the columns of `text`, under the settings that follow `data: { file, target: y`. */
function summaries(text: string, settings: string): Promise<readonly ColumnSummary[]> {
  return withCsv(text, async (path) => {
    const data = `data: { file: ${path}, target: y, ${settings} }`
    const config = parseConfig(`${data}\nmodel: { layers: [] }\n`, 'a.yaml')
    return (await loadDataset(config, { rng: new Rng(1) })).columns
  })
}

const rows = Array.from({ length: 12 }, (_, i) => {
  const part = i < 10 ? 'fit' : 'val'
  const price = i === 3 ? '' : `"${i < 10 ? i : 1000 + i},5"`
  return `${part},note ${i},${price},${i === 11 ? '' : 'ab'[i % 2]},2020-01-${10 + i},${i * 2}.5`
})
const text = `part,note,price,kind,day,y\n${rows.join('\n')}\n`
const settings = 'exclude: [note], validation: { column: part, value: val }'

test('ranges, categories and missing cells are those of the file, the rest is fitted on the training part', async () => {
  const found = await summaries(text, `${settings}, columns: { price: { missing: median } }`)
  expect(found.map(({ column, role, readAs }) => [column, role, readAs])).toEqual([
    ['y', 'target', 'numbers'],
    ['price', 'input', 'numbers 1234,5'],
    ['kind', 'input', 'categories'],
    ['day', 'input', 'date in days'],
    ['part', 'mark of parts', 'categories'],
    ['note', 'left out', null],
  ])
  const [y, price, kind, day, part, note] = found
  expect(y).toMatchObject({ range: { min: 0.5, max: 22.5 }, missing: 0 })
  expect(y?.scaledBy?.offset).toBeCloseTo(9.5, 12)
  expect(price).toMatchObject({
    range: { min: 0.5, max: 1011.5 },
    missing: 1,
    filledWith: 5.5,
    missingAs: 'median',
  })
  expect(kind).toMatchObject({
    categories: { count: 2, first: ['a', 'b'] },
    missing: 1,
    filledWith: null,
    missingAs: 'category',
    scaledBy: null,
  })
  expect(day?.range).toEqual({ min: 18271, max: 18282 })
  expect(part).toMatchObject({ categories: { count: 2, first: ['fit', 'val'] } })
  expect(note).toMatchObject({ missing: null, range: null, categories: null })
})

test('what is not scaled says so, and of many categories only some are named', async () => {
  const many = Array.from(
    { length: 90 },
    (_, i) => `${i}.5,t${String(i % 30).padStart(2, '0')},${i}.5`,
  )
  const [, x, t] = await summaries(`x,t,y\n${many.join('\n')}\n`, 'scale: none')
  expect(x).toMatchObject({ column: 'x', scaledBy: null })
  expect(t?.categories?.count).toBe(30)
  expect(t?.categories?.first).toEqual(many.slice(0, 20).map((line) => line.split(',')[1]))
})
