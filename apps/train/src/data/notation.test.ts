import { describe, expect, test } from 'vitest'
import { loadRows } from './load-rows.ts'
import { preprocessingFromJSON } from './preprocessing-from-json.ts'
import { load, ofCells, texts, valuesOf } from './read-cells.fixture.ts'
import { withCsv } from './temporary-csv.fixture.ts'

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
    ['a minus after', ['1,50-', '7,25'], [-1.5, 7.25], '"1,50-" is -1.5'],
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
    ['thousands and bare numbers', ['50k', '60k', '45000'], 'written alike, got "50k" and "45000"'],
    ['with a currency', ['50k€', '60k€', '45000'], 'written alike, got "50k€" and "45000"'],
    ['percent and fractions', ['64%', '0.5'], 'must be written alike, got "64%" and "0.5"'],
    [
      '12abc among numbers',
      ['1', '2', '3', '12abc'],
      'most cells of this column are numbers, but this one is "12abc"',
    ],
    [
      'another style of dates',
      ['31.12.2020', '1.1.2021'],
      'dates and times must be written as in ISO 8601, got "31.12.2020"',
    ],
    [
      'American dates',
      ['12/31/2020', '1/2/2021'],
      'dates and times must be written as in ISO 8601, got "12/31/2020"',
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
    ['grades', ['1-', '2-', '1+', '3']],
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

  test('numbers with several units that do not recur are refused', async () => {
    const cells = Array.from({ length: 40 }, (_, i) => `${i} ${i % 3 ? 'kg' : 'g'}`)
    await expect(load(ofCells(cells))).rejects.toThrow(
      'row 3, column "x": the numbers of a column must have one unit, got "0 g" and "1 kg"',
    )
  })

  test('dates without dashes are numbers, which is told', async () => {
    expect(texts(await load(ofCells(['20201231', '20210101'])))).toEqual([
      'read as numbers such as 20201231; write 2020-12-31 if these are dates',
    ])
  })
})
