import { Rng } from '@sobolev/core'
import { describe, expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { type Dataset, loadDataset } from './dataset.ts'
import { withCsv } from './temporary-csv.fixture.ts'

/** Loads `text` under the settings that follow `data: { file, target: y`. */
function load(text: string, settings: string): Promise<Dataset> {
  return withCsv(text, (path) => {
    const data = `data: { file: ${path}, target: y, ${settings} }`
    const config = parseConfig(`${data}\nmodel: { layers: [] }\n`, 'a.yaml')
    return loadDataset(config, { rng: new Rng(1) })
  })
}

/** Rows of `part,x,y` whose parts take turns; row `i` stands in line `i + 2`. */
function marked(parts: readonly string[], count = 12): string {
  const line = (i: number): string => `${parts[i % parts.length]},${i},${i}.5`
  return `part,x,y\n${Array.from({ length: count }, (_, i) => line(i)).join('\n')}\n`
}

/** The positions of the rows of each part, from 0. */
function positions({ training, validation, test: tested }: Dataset): number[][] {
  const parts = [training, validation, ...(tested === null ? [] : [tested])]
  return parts.map(({ rowNumbers }) => [...rowNumbers].map((row) => row - 2))
}

describe('a column that marks the parts', () => {
  test('trains on what is named for training alone', async () => {
    const set = await load(
      marked(['fit', 'val', 'hold', 'fit2']),
      'validation: { column: part, train: [fit, fit2], validation: val, test: hold }',
    )
    expect(set.features).toEqual(['x'])
    expect(positions(set)).toEqual([
      [0, 3, 4, 7, 8, 11],
      [1, 5, 9],
      [2, 6, 10],
    ])
  })

  test.each([
    'validation: { column: part, value: val }',
    'validation: { column: part, validation: val }',
    'validation: { column: part, train: [fit], validation: val }',
  ])('of two values trains on the one that does not validate: { %s }', async (settings) => {
    const set = await load(marked(['fit', 'val']), settings)
    expect([positions(set), set.test]).toEqual([
      [
        [0, 2, 4, 6, 8, 10],
        [1, 3, 5, 7, 9, 11],
      ],
      null,
    ])
  })

  test('of the numbers of four folds or more trains on those that are not named', async () => {
    const set = await load(
      marked(['0.0', '1.0', '2.0', '3.0']),
      'validation: { column: part, value: 2 }',
    )
    expect(positions(set)).toEqual([
      [0, 1, 3, 4, 5, 7, 8, 9, 11],
      [2, 6, 10],
    ])
    const few = load(marked(['0', '1', '2']), 'validation: { column: part, value: 1 }')
    await expect(few).rejects.toThrow(
      /every value of the column must be named, got no part for "0" and "2"/,
    )
  })

  test('compares numbers as numbers', async () => {
    const set = await load(
      marked(['0.0', '1.0', '2.0']),
      'validation: { column: part, train: 1, validation: 0, test: 2.00 }',
    )
    expect(positions(set)[1]).toEqual([0, 3, 6, 9])
  })

  test('may be said in two places', async () => {
    const set = await load(
      marked(['fit', 'val', 'hold']),
      'validation: { column: part, value: val }, test: { column: part, test: hold }',
    )
    expect(positions(set)).toEqual([
      [0, 3, 6, 9],
      [1, 4, 7, 10],
      [2, 5, 8, 11],
    ])
  })

  test('may mark the test part alone', async () => {
    const text = marked(['dev', 'dev', 'hold'], 30)
    const set = await load(text, 'test: { column: part, test: hold }')
    const [training = [], validation = [], tested = []] = positions(set)
    expect(tested).toEqual([2, 5, 8, 11, 14, 17, 20, 23, 26, 29])
    expect([training.length, validation.length]).toEqual([16, 4])
  })

  test.each([
    [
      'a third value',
      marked(['train', 'val', 'test']),
      'validation: { column: part, value: val }',
      'column "part": data.validation: every value of the column must be named, got no part for "train" and "test"; write { column: part, train: train, validation: val, test: test }, each value where it belongs',
    ],
    [
      'a value beside those that are named',
      marked(['train', 'val', 'unlabelled']),
      'validation: { column: part, train: train, validation: val }',
      'got no part for "unlabelled"',
    ],
    [
      'an empty cell',
      marked(['train', 'val', '']),
      'validation: { column: part, train: train, validation: val }',
      'got no part for ""',
    ],
    [
      'cells that are missing values elsewhere',
      marked(['NA', 'val', 'null']),
      'validation: { column: part, value: val }',
      'got no part for "NA" and "null"; write { column: part, train: [NA, "null"], validation: val }',
    ],
    [
      'a misspelt value',
      marked(['train', 'val', 'test']),
      'validation: { column: part, train: train, validation: val, test: tset }',
      'no row reads "tset"; did you mean "test"?; the values are "train", "val" and "test"',
    ],
    [
      'a value of two parts',
      marked(['train', 'val']),
      'validation: { column: part, train: [train, val], validation: val }',
      '"val" must be of one part, got it for training and validation',
    ],
    [
      'no row to train on',
      marked(['val']),
      'validation: { column: part, value: val }',
      'some row must be for training, got none',
    ],
    [
      'more values beside the test rows',
      marked(['train', 'val', 'test']),
      'test: { column: part, test: test }',
      'data.test: every value of the column must be named, got no part for "train" and "val"; write { column: part, train: [train, val], test: test }',
    ],
    [
      'the target as the mark',
      marked(['train', 'val']),
      'validation: { column: y, value: 0.5 }',
      'data.validation.column: must not be "y", which is data.target',
    ],
  ])('is refused with %s', async (_, text, settings, fault) => {
    await expect(load(text, settings)).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining(fault),
    })
  })
})

describe('a random test part', () => {
  const text = marked(['a', 'b'], 200)

  test('takes its share of all rows, and leaves the validation rows what they were', async () => {
    const without = positions(await load(text, 'exclude: [part]'))
    const set = await load(text, 'exclude: [part], test: { fraction: 0.3 }')
    const [training = [], validation = [], tested = []] = positions(set)
    expect([training.length, validation.length, tested.length]).toEqual([100, 40, 60])
    expect(validation).toEqual(without[1])
    expect(new Set([...training, ...validation, ...tested]).size).toBe(200)
  })

  test('keeps the proportions of the classes', async () => {
    const set = await load(
      text.replaceAll(/,\d+\.5/g, (y) => `,${y.endsWith('0.5') ? 'r' : 's'}`),
      'test: { fraction: 0.25 }',
    )
    expect([...(set.test?.targets ?? [])].filter((index) => index === 0)).toHaveLength(5)
  })

  test('goes with a validation file and with a column', async () => {
    await withCsv(text, async (other) => {
      const file = await load(text, `validation: { file: ${other} }, test: { fraction: 0.1 }`)
      expect(positions(file).map(({ length }) => length)).toEqual([180, 200, 20])
    })
    const column = await load(
      text,
      'validation: { column: part, value: b }, test: { fraction: 0.1 }',
    )
    expect(positions(column).map(({ length }) => length)).toEqual([90, 100, 10])
  })

  test('is refused where too few rows are left', async () => {
    await expect(load(marked(['a'], 2), 'test: { fraction: 0.2 }')).rejects.toThrow(
      'rows must be enough for a training and a test part, got 1',
    )
  })
})

test('a test file is read as the first, and nothing is fitted on it', async () => {
  const text = marked(['a', 'b'], 20)
  await withCsv('y,x,part\n1,1e6,a\n', async (other) => {
    const set = await load(text, `test: { file: ${other} }`)
    const without = await load(text, 'exclude: []')
    expect(set.preprocessing).toEqual(without.preprocessing)
    expect([set.test?.rows, set.training.rows, set.validation.rows]).toEqual([1, 16, 4])
    expect(set.sources.map(({ rows }) => rows)).toEqual([20, 1])
  })
})
