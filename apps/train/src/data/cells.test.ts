import { Rng } from '@sobolev/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { type Dataset, loadDataset } from './dataset.ts'
import { loadRows } from './load-rows.ts'
import { preprocessingFromJSON } from './preprocessing.ts'
import { withCsv } from './temporary-csv.test.support.ts'

/** Loads `text` under the settings that follow `data: { file, target: y`. */
function load(text: string, settings = ''): Promise<Dataset> {
  return withCsv(text, (path) => {
    const data = `data: { file: ${path}, target: y${settings === '' ? '' : `, ${settings}`} }`
    const config = parseConfig(`${data}\nmodel: { layers: [] }\n`, 'a.yaml')
    return loadDataset(config, { rng: new Rng(1) })
  })
}

/** A file of one input, its cells in turn, and a target that they do not matter to. */
const ofCells = (cells: readonly string[], rows = 40): string =>
  `x;y\n${Array.from({ length: rows }, (_, i) => `${cells[i % cells.length]};${i % 2 ? 'a' : 'b'}`).join('\n')}\n`

const ofClasses = (classes: readonly string[], rows = 90): string =>
  `x,y\n${Array.from({ length: rows }, (_, i) => `${i}.5,${classes[i % classes.length]}`).join('\n')}\n`

/** What the cells of the one input of a file become, by their text. */
async function valuesOf(cells: readonly string[], settings = ''): Promise<Map<string, number>> {
  const set = await load(ofCells(cells), `scale: none${settings}`)
  expect(set.features).toEqual(['x'])
  const values = new Map<string, number>()
  set.training.rowNumbers.forEach((row, i) => {
    values.set(cells[(row - 2) % cells.length] ?? '', set.training.inputs[i] ?? Number.NaN)
  })
  return values
}

/** The notices of how the cells of columns were read. */
const texts = ({ notices }: Dataset): string[] =>
  notices
    .map(({ text }) => text)
    .filter((text) => /^(?:read as|dates|texts) /.test(text.replace(',', ' ')))

describe('a class is its text', () => {
  test.each([
    ['long integers', ['1234567890123456789', '1234567890123456790', '9876543210987654321'], null],
    ['leading zeros', ['01', '1', '02'], '"01" and "1" stay apart'],
    ['a point', ['0', '1', '1.0'], '"1" and "1.0" stay apart'],
    ['an exponent', ['2', '1000', '1e3'], '"1000" and "1e3" stay apart'],
    ['a sign', ['1', '+1', '2'], '"1" and "+1" stay apart'],
  ])('%s', async (_, classes, notice) => {
    const set = await load(ofClasses(classes), 'task: classification')
    expect([...set.classes].sort()).toEqual([...classes].sort())
    const said = texts(set).filter((text) => text.includes('stay apart'))
    expect(said).toEqual(notice === null ? [] : [expect.stringContaining(notice)])
  })

  test('numbers order the classes', async () => {
    const { classes } = await load(ofClasses(['10', '9', '1e1', '-1']), 'task: classification')
    expect(classes).toEqual(['-1', '9', '10', '1e1'])
  })

  test('whatever it is, reading neither merges nor renames it, as a category neither', async () => {
    const digits = fc.stringMatching(/^[+-]?0{0,2}\d{1,20}(\.0{1,2})?(e[+-]?\d)?$/)
    const word = fc.stringMatching(/^[!-~]([ -~]{0,8}[!-~])?$/)
    const label = fc
      .oneof(digits, word)
      .filter(
        (text) => !/[",]|^(?:n\/?a|nan|null|none|\?|-nan)$|^-?1\.#|^#n\/?a|^<na>$/i.test(text),
      )
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(label, { minLength: 2, maxLength: 12 }), async (labels) => {
        const rows = labels.flatMap((text) => Array.from({ length: 4 }, () => `${text},${text}`))
        const settings = 'task: classification, columns: { c: { type: categorical } }'
        const set = await load(`c,y\n${rows.join('\n')}\n`, `delimiter: ',', ${settings}`)
        expect([...set.classes].sort()).toEqual([...labels].sort())
        expect([...set.features].sort()).toEqual(labels.map((text) => `c=${text}`).sort())
        for (const part of [set.training, set.validation]) {
          part.rowNumbers.forEach((row, i) => {
            const label = labels[Math.floor((row - 2) / 4)]
            expect(set.classes[part.targets[i] ?? -1]).toBe(label)
            const input = part.inputs.subarray(i * labels.length, (i + 1) * labels.length)
            expect(set.features[input.indexOf(1)]).toBe(`c=${label}`)
          })
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('the whole column decides', () => {
  test('counts that are sorted are a regression, and the reason is said', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `${i}.5,${Math.floor(i / 30)}`)
    const set = await load(`x,y\n${rows.join('\n')}\n`)
    expect(set.task).toBe('regression')
    expect(set.taskReason).toBe(
      'as it holds 100 different integers, more than 20; data.task: classification makes classes of it',
    )
  })

  test('the reason for classes is said too', async () => {
    expect((await load(ofClasses(['0', '1']))).taskReason).toBe(
      'as it holds only 2 different integers; data.task: regression predicts a number',
    )
    expect((await load(ofClasses(['0', '1']), 'task: classification')).taskReason).toBeNull()
    expect((await load(ofClasses(['a', 'b']))).taskReason).toBeNull()
  })

  test('text that comes after many numbers makes categories of all of them, as written', async () => {
    const cell = (i: number): string => (i < 1500 ? `0${i % 3}` : ('uvw'[i % 3] ?? ''))
    const rows = Array.from({ length: 4000 }, (_, i) => `${cell(i)},${i % 2 ? 'a' : 'b'}`)
    const { features } = await load(`x,y\n${rows.join('\n')}\n`)
    expect(features).toEqual(['x=00', 'x=01', 'x=02', 'x=u', 'x=v', 'x=w'])
  })

  test('more than 10,000 different numbers go on as numbers, decimal commas too', async () => {
    const rows = Array.from({ length: 12_000 }, (_, i) => `${i},25;${i % 2 ? 'a' : 'b'}`)
    const set = await load(`x;y\n${rows.join('\n')}\n`, 'scale: none')
    const last = set.training.rowNumbers.indexOf(12_001)
    const seen = last < 0 ? set.validation : set.training
    expect(seen.inputs[seen.rowNumbers.indexOf(12_001)]).toBe(11_999.25)
    await expect(load(`x;y\n${rows.join('\n')}\nabc;a\n`)).rejects.toThrow(
      'row 12002, column "x": must be a number written like 1234,5, got "abc"',
    )
  })
})

describe('numbers as people write them', () => {
  test.each([
    ['a decimal comma', ['0,5', '-1,25', '3'], [0.5, -1.25, 3], '1234,5: "0,5" is 0.5'],
    ['points between thousands', ['1.234,5', '2.000', '7'], [1234.5, 2000, 7], '1.234,5'],
    ['commas between thousands', ['1,234.5', '2,000', '7.25'], [1234.5, 2000, 7.25], '1,234.5'],
    ['many commas', ['1,234,567', '2,000', '9'], [1234567, 2000, 9], '1,234.5'],
    ['groups as in India', ['12,34,567', '5'], [1234567, 5], '1,234.5'],
    ['spaces', ['1 234', '12 345 678', '5'], [1234, 12345678, 5], '1 234.5'],
    ['narrow spaces', ['1\u202F234,5', '2\u00A0000', '5'], [1234.5, 2000, 5], '1 234,5'],
    ['apostrophes', ["1'234.5", '2’000', '5'], [1234.5, 2000, 5], "1'234.5"],
    ['percent', ['64.5%', '3 %', '0'], [64.5, 3, 0], '1234.5 %: "64.5%" is 64.5'],
    ['a currency', ['$5', '-$1,234.50', '$ 7.25'], [5, -1234.5, 7.25], '$1,234.5'],
    ['a currency after', ['5,50 €', '1.000,00 €', '7'], [5.5, 1000, 7], '€1.234,5'],
    ['a code of a currency', ['EUR 5', 'EUR 7.5'], [5, 7.5], 'EUR'],
    ['a unit', ['5 kg', '7.5kg', '-1 kg'], [5, 7.5, -1], '1234.5 kg'],
    ['degrees', ['21.5 °C', '-3 °C'], [21.5, -3], '°C'],
    ['brackets', ['(5)', '7', '(1.5)'], [-5, 7, -1.5], '"(5)" is -5'],
    ['a true minus', ['\u22125', '7'], [-5, 7], '"\u22125" is -5'],
  ])('%s', async (_, cells, numbers, notice) => {
    const values = await valuesOf(cells)
    expect(cells.map((cell) => values.get(cell))).toEqual(numbers)
    const said = texts(await load(ofCells(cells)))
    expect(said).toEqual([expect.stringContaining(notice)])
    expect(said[0]).toContain('read as numbers')
  })

  test.each([
    [
      '1,234',
      ['1,234', '567'],
      `set data.columns.x.thousands: ',' for 1234, or data.columns.x.decimal: ',' for 1.234`,
    ],
    ['two ways at once', ['1,5', '1.5'], 'must be written alike, got "1,5" and "1.5"'],
    ['percent and fractions', ['64%', '0.5'], 'must be written alike, got "64%" and "0.5"'],
    [
      '12abc among numbers',
      ['1', '2', '3', '12abc'],
      'most cells of this column are numbers, but this one is "12abc"',
    ],
    [
      'another style of dates',
      ['31.12.2020', '1.1.2021'],
      'dates must be written as in ISO 8601, got "31.12.2020"',
    ],
    [
      'American dates',
      ['12/31/2020', '1/2/2021'],
      'dates must be written as in ISO 8601, got "12/31/2020"',
    ],
  ])('%s is an error', async (_, cells, fault) => {
    await expect(load(ofCells(cells))).rejects.toThrow(fault)
  })

  test.each([
    [['1,234', '567'], `, columns: { x: { thousands: ',' } }`, [1234, 567]],
    [['1,234', '567'], `, columns: { x: { decimal: ',' } }`, [1.234, 567]],
    [['1,234', '567'], `, decimal: ','`, [1.234, 567]],
    [['1.234', '567'], `, thousands: '.'`, [1234, 567]],
    [['1.234', '567'], '', [1.234, 567]],
  ])('%s with %s', async (cells, settings, numbers) => {
    const values = await valuesOf(cells, settings)
    expect(cells.map((cell) => values.get(cell))).toEqual(numbers.map(Math.fround))
  })

  test('1.234 is not taken for a fraction where another column has decimal commas', async () => {
    const rows = Array.from(
      { length: 20 },
      (_, i) => `${i},5;${(i % 9) + 1}.250;${i % 2 ? 'a' : 'b'}`,
    )
    await expect(load(`u;v;y\n${rows.join('\n')}\n`)).rejects.toThrow(
      `column "v": these are numbers written like "1.250", which can be read in two ways, as column "u" has decimal commas; set data.columns.v.thousands: '.' for 1250`,
    )
  })

  test.each([
    ['ranks', ['1st', '2nd', '3rd', '3rd', '3rd', '3rd']],
    ['ages', ['0-9', '10-19', '20+']],
    ['sizes', ['2 doors', '4 doors', '5+ doors']],
    ['codes', ['1A', '2B', '1C']],
    ['fractions', ['1/2', '1/4']],
  ])('%s stay categories', async (_, cells) => {
    expect((await load(ofCells(cells))).features).toHaveLength(new Set(cells).size)
  })

  test('a target is read so too, and predictions are in its numbers', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i},5;${i * 30},75`)
    const set = await load(`x;y\n${rows.join('\n')}\n`)
    expect(set.task).toBe('regression')
    expect(set.preprocessing.target).toMatchObject({ notation: { decimal: ',' } })
    const { mean } =
      set.preprocessing.target.kind === 'number' ? set.preprocessing.target : { mean: 0 }
    expect(mean).toBeGreaterThan(400)
  })

  test('another file is read in the same way, through JSON too', async () => {
    const { preprocessing } = await load(ofCells(['1.234,5', '2.000', '7']), 'scale: none')
    const stored = preprocessingFromJSON(JSON.parse(JSON.stringify(preprocessing)), 'c')
    const read = (cell: string): Promise<Float32Array> =>
      withCsv(`x;y\n${cell};a\n`, async (path) => {
        return (await loadRows(path, stored, { targets: 'ignore' })).inputs
      })
    expect(await read('1.250')).toEqual(new Float32Array([1250]))
    expect(await read('0,5')).toEqual(new Float32Array([0.5]))
    await expect(read('1.5')).rejects.toThrow('must be a number written like 1.234,5, got "1.5"')
  })
})

describe('dates', () => {
  test('of ISO 8601 become days, and with times seconds', async () => {
    expect(await valuesOf(['2020-01-01', '1970-01-02', '2020-02-29'])).toEqual(
      new Map([
        ['2020-01-01', 18262],
        ['1970-01-02', 1],
        ['2020-02-29', 18321],
      ]),
    )
    expect(await valuesOf(['1970-01-01T01:00', '1970-01-02 00:00:00.5'])).toEqual(
      new Map([
        ['1970-01-01T01:00', 3600],
        ['1970-01-02 00:00:00.5', 86400.5],
      ]),
    )
    const zoned = await valuesOf(['1970-01-01T01:00:00+01:00', '1970-01-01T01:00Z'])
    expect([...zoned.values()].sort()).toEqual([0, 3600])
    const said = texts(await load(ofCells(['2020-01-01', '2020-01-02'])))
    expect(said).toEqual([
      'dates, read as days since 1970-01-01: "2020-01-01" is 18262; data.columns.x.dates: [year, month, dayOfWeek] takes parts instead',
    ])
  })

  test('become the parts that are asked for, when predicting too', async () => {
    const settings =
      'scale: none, columns: { x: { dates: [year, month, dayOfWeek, dayOfYear, hour] } }'
    const set = await load(ofCells(['2024-12-31T23:59']), settings)
    const parts = ['x.year', 'x.month', 'x.dayOfWeek', 'x.dayOfYear', 'x.hour']
    expect(set.features).toEqual(parts)
    expect([...set.training.inputs.slice(0, 5)]).toEqual([2024, 12, 2, 366, 23])
    const { inputs } = await withCsv('x\n2021-03-01T00:30\n', (path) =>
      loadRows(path, set.preprocessing, { targets: 'ignore' }),
    )
    expect([...inputs]).toEqual([2021, 3, 1, 60, 0])
  })

  test.each([
    ['2020-02-30', 'dates must be written as in ISO 8601, got "2020-02-30"'],
    ['2020-1-5', 'dates must be written as in ISO 8601, got "2020-1-5"'],
  ])('%s is none', async (cell, fault) => {
    await expect(load(ofCells([cell]))).rejects.toThrow(fault)
  })

  test('with and without an offset do not mix', async () => {
    await expect(load(ofCells(['2020-01-01T00:00', '2020-01-01T00:00Z']))).rejects.toThrow(
      'times must all have an offset from UTC or none',
    )
  })
})

describe('cells that hold no value', () => {
  const file = ofClasses(['EU', 'NA'])

  test('a class that is taken for none is quoted, with the way out, which works', async () => {
    await expect(load(file)).rejects.toThrow(
      'got "NA", which data.missingValues takes for no value, here (and in 44 more rows); fill it in, set data.missingTarget: drop to leave such rows out, or data.missingValues: { remove: ["NA"] } if it is a value',
    )
    expect((await load(file, 'missingValues: { remove: ["NA"] }')).classes).toEqual(['EU', 'NA'])
    expect((await load(file, "missingValues: { only: [''] }")).classes).toEqual(['EU', 'NA'])
  })

  test('a list adds to the usual texts, those of pandas', async () => {
    const cells = ['1.5', '-', '', '#N/A', '<NA>', 'n/a', '-NaN', 'None', '2.5']
    const { preprocessing } = await load(ofCells(cells), "missingValues: ['-']")
    expect(preprocessing.inputs).toMatchObject([{ kind: 'numeric', fill: expect.closeTo(2, 0) }])
    await expect(
      load(ofCells(['1', '2', '', '-']), "missingValues: { only: ['-'] }"),
    ).rejects.toThrow(
      'most cells of this column are numbers, but this one is ""; fix the cell, add its text to data.missingValues',
    )
  })
})

test.each([30, 90, 2000])('names are refused as an input in %d rows', async (rows) => {
  const names = Array.from({ length: rows }, (_, i) => `Person ${i}`)
  await expect(load(ofCells(names, rows))).rejects.toThrow(
    `got ${rows} different texts in ${rows} rows, such as "Person 0" and "Person 1"; leave the column out with data.exclude: [x], or set data.columns.x.type: categorical to keep it`,
  )
  const { features } = await load(ofCells(names, rows), 'columns: { x: { type: categorical } }')
  expect(features.length).toBeGreaterThan(rows / 2)
})
