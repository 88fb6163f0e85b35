import { expect, test } from 'vitest'
import { MissingValues } from './cells.ts'
import { type Notation, plain } from './notation.ts'
import { NumericBuilder } from './numeric-builder.ts'

const builderOf = (
  notation: Notation = plain,
  missing: readonly string[] = ['', 'NA'],
): NumericBuilder =>
  new NumericBuilder('x', notation, {
    ...{ column: 'x', place: 'd.csv', hint: 'fix it' },
    missing: new MissingValues(missing),
  })

function numbers(cells: readonly string[]): Float32Array | Float64Array {
  const builder = builderOf()
  const rows = cells.map((cell) => [cell])
  builder.append(
    rows,
    0,
    Int32Array.from(cells, (_, i) => i + 2),
  )
  return builder.finishColumn().values
}

test('numbers take four bytes each, rounded once', () => {
  expect(numbers(['0.1', ' 2 ', 'NA', '', '-1e-50', '1048575.3', '16777216'])).toEqual(
    new Float32Array([0.1, 2, Number.NaN, Number.NaN, -0, 1048575.3, 16777216]),
  )
})

test('numbers from a million on that float32 would change make the column float64', () => {
  const values = numbers(['0.1', '1700000001', 'NA', '0.1', '-1700000001'])
  const tenth = Math.fround(0.1)
  expect(values).toEqual(new Float64Array([tenth, 1700000001, Number.NaN, tenth, -1700000001]))
})

test('many rows arrive in order, across the pieces they are kept in', () => {
  const cells = Array.from({ length: 140_000 }, (_, i) => String(i))
  expect(numbers(cells)).toEqual(Float32Array.from(cells, Number))
})

const written = { ...plain, kind: 'number' } as const
test.each<[string, Notation, string[], string[], number[]]>([
  [
    'plain',
    written,
    ['-999'],
    ['-999', '-999.0', '(999)', '1'],
    [Number.NaN, Number.NaN, Number.NaN, 1],
  ],
  [
    'a unit',
    { ...written, unit: 'kg' },
    ['-999'],
    ['-999 kg', '70 kg', '-999'],
    [Number.NaN, 70, Number.NaN],
  ],
  [
    'decimal commas',
    { ...written, decimal: ',' },
    ['-999', '1.5'],
    ['-999,0', '1,5', '2,5'],
    [Number.NaN, Number.NaN, 2.5],
  ],
  [
    'thousands',
    { ...written, thousands: '.', decimal: ',' },
    ['9999', '1.234'],
    ['9.999', '9999', '1.234', '1.235'],
    [Number.NaN, Number.NaN, Number.NaN, 1235],
  ],
  [
    'a part of a date',
    { kind: 'date', part: 'hour', zoned: false },
    ['0', '2020-01-02T05:00'],
    ['2024-05-01T00:00', '2020-01-02T05:00', '2020-01-02T07:00'],
    [0, Number.NaN, 7],
  ],
])('what is missing is so one by one and as texts: %s', (_, notation, missing, cells, expected) => {
  const read = builderOf(notation, missing)
  read.append(
    cells.map((cell) => [cell]),
    0,
    Int32Array.from(cells, (_, i) => i + 2),
  )
  const collected = builderOf(notation, missing)
  const codes = Int32Array.from(cells, (_, i) => i)
  collected.appendTexts(codes, cells, [...codes], null)
  expect([...read.finishColumn().values]).toEqual(expected)
  expect([...collected.finishColumn().values]).toEqual(expected)
})
