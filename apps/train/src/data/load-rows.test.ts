import { Rng } from '@sobolev/core'
import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { type Dataset, loadDataset } from './dataset.ts'
import { type LoadedRows, loadRows } from './load-rows.ts'
import type { Preprocessing } from './preprocessing.ts'
import { preprocessingFromJSON } from './preprocessing-from-json.ts'
import { withCsv } from './temporary-csv.fixture.ts'

const text = `n,t,y\n${Array.from({ length: 40 }, (_, i) => `${i % 5 === 0 ? 'NA' : i},${i % 8 === 0 ? '' : 'abc'[i % 3]},${i % 2}`).join('\n')}\n`

function fit(settings = ''): Promise<Dataset> {
  return withCsv(text, (path) => {
    const data = `data: { file: ${path}, target: y, ${settings} }\nmodel: { layers: [] }\n`
    return loadDataset(parseConfig(data, 'a.yaml'), { rng: new Rng(1) })
  })
}

const loadText = (
  content: string,
  preprocessing: Preprocessing,
  targets: 'required' | 'ignore' = 'required',
): Promise<LoadedRows> => withCsv(content, (path) => loadRows(path, preprocessing, { targets }))

test('the rows of the training file come back as they were, through JSON too', async () => {
  const { preprocessing, training } = await fit()
  const stored = preprocessingFromJSON(JSON.parse(JSON.stringify(preprocessing)), 'c')
  expect(stored).toEqual(preprocessing)
  const loaded = await loadText(text, stored)
  const features = loaded.inputs.length / loaded.rows
  training.rowNumbers.forEach((rowNumber, i) => {
    const at = loaded.rowNumbers.indexOf(rowNumber)
    const row = loaded.inputs.subarray(at * features, (at + 1) * features)
    expect(row).toEqual(training.inputs.subarray(i * features, (i + 1) * features))
    expect(loaded.targets?.[at]).toBe(training.targets[i])
  })
})

test('columns are found by name, others are passed over, and the target need not be there', async () => {
  const { preprocessing } = await fit()
  const loaded = await loadText('extra,t,n\nx,b,7\n', preprocessing, 'ignore')
  const same = await loadText('n,t,y\n7,b,1\n', preprocessing, 'ignore')
  expect(loaded.inputs).toEqual(same.inputs)
  expect(loaded.targets).toBeNull()
})

test('an unknown category gives zeros, a missing cell its own category', async () => {
  const { preprocessing, features } = await fit()
  expect(features).toEqual(['n', 't=a', 't=b', 't=c', 't=(missing)'])
  const { inputs } = await loadText('n,t,y\n7,zzz,1\n7,NA,1\n7,a,0\n', preprocessing)
  expect([...inputs.slice(1, 5)]).toEqual([0, 0, 0, 0])
  expect([...inputs.slice(6, 10)]).toEqual([0, 0, 0, 1])
  expect([...inputs.slice(11, 15)]).toEqual([1, 0, 0, 0])
})

test('rows that must be left out are not among the positions', async () => {
  const { preprocessing } = await fit('missing: { numeric: drop }')
  const loaded = await loadText('n,t,y\nNA,a,1\n7,a,1\n\n,b,0\n8,b,0\n', preprocessing)
  expect([...loaded.positions]).toEqual([1, 3])
  expect([...loaded.rowNumbers]).toEqual([3, 6])
  expect([...(loaded.targets ?? [])]).toEqual([1, 0])
})

test.each([
  [
    'a column that is missing',
    'n,y\n1,0\n',
    'the columns the model was trained on must be here: no column is named "t"',
  ],
  [
    'an unknown class',
    'n,t,y\n1,a,0\n1,a,5\n',
    'row 3, column "y": a class must be one that the model was trained on, got "5" beside 0 and 1',
  ],
  [
    'another spelling of a class',
    'n,t,y\n1,a, 0 \n1,a,1.0\n',
    'row 3, column "y": a class must be one that the model was trained on, got "1.0" beside 0 and 1; a class is its text, so write "1"',
  ],
  ['a missing target', 'n,t,y\n1,a,0\n1,a,\n', 'row 3, column "y": the target must not be missing'],
  [
    'text in a numeric column',
    'n,t,y\nabc,a,0\n',
    'row 2, column "n": must be a number, got "abc"',
  ],
])('%s is refused', async (_, content, fault) => {
  const { preprocessing } = await fit()
  await expect(loadText(content, preprocessing)).rejects.toThrow(fault)
})

test('many columns that are missing are one fault', async () => {
  const names = Array.from({ length: 30 }, (_, i) => `n${i + 1}`)
  const row = (i: number): string => `${names.map((_, j) => i + j).join(',')},${i % 2}`
  const wide = `${names.join(',')},y\n${Array.from({ length: 20 }, (_, i) => row(i)).join('\n')}\n`
  const { preprocessing } = await withCsv(wide, (path) => {
    const config = parseConfig(
      `data: { file: ${path}, target: y }\nmodel: { layers: [] }`,
      'a.yaml',
    )
    return loadDataset(config, { rng: new Rng(1) })
  })
  await expect(loadText('n1,y\n1,0\n', preprocessing)).rejects.toMatchObject({
    faults: [
      {
        message:
          'the columns the model was trained on must be here: no columns are named "n2", "n3", "n4", "n5", "n6" and 24 more; the columns are n1 and y',
      },
    ],
  })
})

test('preprocessing of another shape is refused with its place', () => {
  expect(() => preprocessingFromJSON({ version: 2 }, 'best.safetensors')).toThrow(
    'best.safetensors: its preprocessing cannot be read: version',
  )
})
