import { Rng } from '@sobolev/core'
import { describe, expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { loadDataset } from './dataset.ts'
import { withCsv } from './temporary-csv.fixture.ts'

/** The notices on `text` as `column: text`, under the settings that follow `data: { file, target: y`. */
function notices(text: string, settings = '', other = 'x,y\n'): Promise<string[]> {
  return withCsv(other, (second) =>
    withCsv(text, async (path) => {
      const data = `data: { file: ${path}, target: y, ${settings.replace('OTHER', second)} }`
      const config = parseConfig(`${data}\nmodel: { layers: [] }\n`, 'a.yaml')
      const dataset = await loadDataset(config, { rng: new Rng(1) })
      return dataset.notices.map(({ column, text }) => `${column}: ${text}`)
    }),
  )
}

/** A table of `count` rows under a header. */
const table = (header: string, count: number, row: (i: number) => string): string =>
  `${header}\n${Array.from({ length: count }, (_, i) => row(i)).join('\n')}\n`
const half = (i: number): string => `${(i * 7) % 11}.5`

describe('a column that counts the rows', () => {
  test.each([
    [
      'from 1, without a name',
      '"",x,y',
      (i: number) => i + 1,
      'column1: holds every whole number from 1 to 40 once',
    ],
    ['from 0', 'n,x,y', (i: number) => i, 'n: holds every whole number from 0 to 39 once'],
    [
      'out of order',
      'n,x,y',
      (i: number) => ((i * 7) % 40) + 1,
      'n: holds every whole number from 1 to 40 once',
    ],
    [
      'with gaps, without a name',
      ',x,y',
      (i: number) => 3 * i + 5,
      'column1: counts up from 5 to 122',
    ],
    ['with gaps, called id', 'id,x,y', (i: number) => 3 * i + 5, 'id: counts up from 5 to 122'],
  ])('is told: %s', async (_, header, value, expected) => {
    const text = table(header, 40, (i) => `${value(i)},${half(i)},${half(i + 3)}`)
    const [first = '', ...others] = await notices(text)
    expect(first).toContain(expected)
    const [name] = expected.split(':')
    expect(first).toContain(`leave it out with data.exclude: [${name}]`)
    expect(others).toEqual([])
  })

  test('is not told of where it is the only input', async () => {
    expect(await notices(table('x,y', 40, (i) => `${i},${half(i)}`))).toEqual([])
  })

  test.each([
    ['gaps under a name', 'year,x,y', (i: number) => 2 * i + 1950],
    ['a number that recurs', 'n,x,y', (i: number) => (i === 39 ? 1 : i + 1)],
    ['fractions', 'n,x,y', (i: number) => i + 0.5],
  ])('is not one with %s', async (_, header, value) => {
    expect(
      await notices(table(header, 40, (i) => `${value(i)},${half(i)},${half(i + 3)}`)),
    ).toEqual([])
  })
})

describe('what never changes', () => {
  const text = table('part,n,t,g,y', 40, (i) =>
    i % 4 === 0 ? `val,1,a,,${half(i)}` : `fit,5,same,${i % 3 ? 2 : ''},${half(i)}`,
  )

  test('is told of numbers and texts, in the training part alone', async () => {
    const [n, t, g] = await notices(text, 'validation: { column: part, value: val }')
    expect(n).toBe(
      'n: is 5 in every training row, which tells nothing; leave it out with data.exclude: [n]',
    )
    expect(t).toContain('t: is "same" in every training row')
    expect(g).toContain('g: is 2 in every training row')
    const mixed = await notices(text, 'exclude: [part, g]')
    expect(mixed.filter((line) => line.includes('every training row'))).toEqual([])
  })

  test('is told of a target', async () => {
    const constant = table('x,y', 40, (i) => `${half(i)},2.5`)
    expect((await notices(constant))[0]).toBe(
      'y: is 2.5 in every training row, so there is nothing to learn; choose another data.target, or check data.validation',
    )
  })
})

test('a target that is nearly always one class is told, with the figures that show it', async () => {
  const text = (rare: number): string =>
    table('x,y', 200, (i) => `${i * 1.37},${i % rare === 0 ? 'sick' : 'well'}`)
  expect(await notices(text(20))).toEqual([
    'y: "well" is the class of 95 % of the training rows, an accuracy that takes no learning; judge by logLoss and auc as well',
  ])
  expect(await notices(text(5))).toEqual([])
})

describe('rows in two parts', () => {
  const training = table('x,y', 40, (i) => `${i * 1.37},${i % 2 ? 'a' : 'b'}`)
  const other = `x,y\n1.37,a\n1.37,b\n2.74,b\n99,a\n`

  test('are counted where inputs and target are the same', async () => {
    expect(await notices(training, 'validation: { file: OTHER }', other)).toEqual([
      expect.stringMatching(/^null: 2 of 4 validation rows \(50 %\) are training rows too, /),
    ])
    expect((await notices(training, 'test: { file: OTHER }', other)).at(-1)).toMatch(
      /^null: \d of 4 test rows \(/,
    )
  })

  test('are none where all rows differ', async () => {
    expect(await notices(training)).toEqual([])
  })

  test('cost one look at each row, also where all are alike', async () => {
    const same = table('x,y', 20_000, (i) => `1,${i % 2 ? 'a' : 'b'}`)
    expect((await notices(same)).at(-1)).toContain('4000 of 4000 validation rows (100 %)')
  })
})

describe('what no training row has', () => {
  const training = table(
    'colour,b,y',
    30,
    (i) => `${['red', 'blue', 'green'][i % 3]},${i}.5,${half(i)}`,
  )

  test('is told of texts and of missing cells, by part', async () => {
    const other = 'colour,b,y\nmauve,-1,1\nred,,2\n,-3,2\npink,-2,2\nmauve,-5,1\n'
    for (const part of ['validation', 'test']) {
      const found = (await notices(training, `${part}: { file: OTHER }`, other)).filter((line) =>
        line.includes(part),
      )
      expect(found).toEqual([
        `colour: 3 of 5 ${part} rows have "mauve", "pink", which no training row has: taken as none of its categories; fix the cells, or train with such rows`,
        `colour: 1 of 5 ${part} rows has no value, as no training row did: taken as none of its categories; fill in the cells, or train with such rows`,
        expect.stringMatching(
          new RegExp(
            `^b: 1 of 5 ${part} rows has no value: filled with [\\d.]+ \\(mean of the training rows\\)$`,
          ),
        ),
      ])
    }
  })

  test('is not told of cells that are missing in training too', async () => {
    const holes = training.replaceAll('red', '').replaceAll(/,[1-9]\.5,/g, ',,')
    const other = 'colour,b,y\n,-1,1\nblue,,2\n'
    expect(await notices(holes, 'validation: { file: OTHER }', other)).toEqual([])
  })
})

test('a part of a date that never changes is taken out where it is asked for', async () => {
  const text = table(
    'day,x,y',
    28,
    (i) => `2024-02-${String(i + 1).padStart(2, '0')},${half(i)},${half(i + 3)}`,
  )
  expect(await notices(text, 'columns: { day: { dates: [year, dayOfWeek] } }')).toEqual([
    expect.stringContaining('dates, read as year'),
    'day.year: is 2024 in every training row, which tells nothing; take it out of data.columns.day.dates',
  ])
})

test('a column that marks parts, but is an input, is told', async () => {
  const text = (names: readonly string[]): string =>
    table('part,x,y', 30, (i) => `${names[i % names.length]},${i}.5,${half(i)}`)
  const [first] = await notices(text(['Train', 'val', 'test']))
  expect(first).toBe(
    'part: holds "Train", "val" and "test", but is an input like any other; let it divide the rows with data.validation: { column: part, … }, or leave it out with data.exclude: [part]',
  )
  expect(await notices(text(['train', 'bus']))).toEqual([])
  expect(await notices(text(['train', 'test']), 'test: { column: part, test: test }')).toEqual([])
})
