import { describe, expect, test } from 'vitest'
import { loadRows } from './load-rows.ts'
import { load, ofCells, texts, valuesOf } from './read-cells.fixture.ts'
import { withCsv } from './temporary-csv.fixture.ts'

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

  test('in the target, where none can be asked for, no parts are offered', async () => {
    const days = Array.from({ length: 40 }, (_, i) => `${i}.5,20${i + 10}-01-01`)
    expect(texts(await load(`x,y\n${days.join('\n')}\n`))).toEqual([
      'dates, read as days since 1970-01-01: "2010-01-01" is 14610',
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

  test('become whole numbers and what comes around again with auto, but for what is always the same', async () => {
    const days = await load(ofCells(['2024-12-30', '2024-12-31']), 'dates: auto')
    expect(days.features).toEqual(['x.days', 'x.day', 'x.dayOfWeek'])
    const cells = ['2024-12-31T23:00', '2024-11-30T01:00']
    const times = await load(ofCells(cells), 'columns: { x: { dates: auto } }')
    expect(times.features).toEqual(['x.seconds', 'x.month', 'x.day', 'x.dayOfWeek', 'x.hour'])
    const { inputs } = await withCsv('x\n2021-03-01T00:30\n', (path) =>
      loadRows(path, times.preprocessing, { targets: 'ignore' }),
    )
    expect(inputs).toHaveLength(5)
    const plain = await load(ofCells(cells), 'dates: auto, columns: { x: { dates: [hour] } }')
    expect(plain.features).toEqual(['x.hour'])
  })

  test.each([
    ['2020-02-30', 'dates and times must be written as in ISO 8601, got "2020-02-30"'],
    ['2020-1-5', 'dates and times must be written as in ISO 8601, got "2020-1-5"'],
  ])('%s is none', async (cell, fault) => {
    await expect(load(ofCells([cell]))).rejects.toThrow(fault)
  })

  test('with and without an offset do not mix', async () => {
    await expect(load(ofCells(['2020-01-01T00:00', '2020-01-01T00:00Z']))).rejects.toThrow(
      'times must all have an offset from UTC or none',
    )
  })

  test('of more than 10,000 different times go on as such', async () => {
    const time = (i: number): string => new Date(i * 61_000).toISOString()
    const rows = Array.from({ length: 11_000 }, (_, i) => `${time(i)};${i % 2 ? 'a' : 'b'}`)
    const set = await load(`x;y\n${rows.join('\n')}\n`, 'scale: none')
    const part = set.training.rowNumbers.includes(11_001) ? set.training : set.validation
    expect(part.inputs[part.rowNumbers.indexOf(11_001)]).toBe(10_999 * 61)
    await expect(load(`x;y\n${rows.join('\n')}\n2020-01-01 10:00;a\n`)).rejects.toThrow(
      'row 11002, column "x": must be a date such as 2020-12-31 or 2020-12-31T23:59:00+01:00, got "2020-01-01 10:00"',
    )
  })
})
