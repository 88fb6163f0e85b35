import { expect, test } from 'vitest'
import { MissingValues } from './cells.ts'
import { plain } from './notation.ts'
import { NumericBuilder } from './numeric-builder.ts'

const missing = new MissingValues(['', 'NA'])

function numbers(cells: readonly string[]): Float32Array | Float64Array {
  const builder = new NumericBuilder('x', plain, {
    column: 'x',
    missing,
    place: 'd.csv',
    hint: 'fix it',
  })
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
