import { expect, test } from 'vitest'
import { MissingValues } from './cells.ts'
import { CategoricalBuilder, NumericBuilder } from './column.ts'

const missing = new MissingValues(['', 'NA'])

function numbers(cells: readonly string[]): Float32Array | Float64Array {
  const builder = new NumericBuilder('x', missing, 'd.csv', 'fix it')
  const rows = cells.map((cell) => [cell])
  builder.append(
    rows,
    0,
    Int32Array.from(cells, (_, i) => i + 2),
  )
  return builder.finish().values
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

test('categories are numbered as they come; a missing cell has none', () => {
  const builder = new CategoricalBuilder('x', missing, 'd.csv')
  const rows = ['b', ' a ', '', 'b', 'NA'].map((cell) => [cell])
  builder.append(rows, 0, new Int32Array(5))
  expect(builder.finish()).toEqual({
    kind: 'categorical',
    name: 'x',
    codes: new Int32Array([0, 1, -1, 0, -1]),
    categories: ['b', 'a'],
  })
})

test('categories without end are refused before they fill the memory', () => {
  const builder = new CategoricalBuilder('x', missing, 'd.csv')
  const rows = Array.from({ length: 10_001 }, (_, i) => [`text ${i}`])
  const numbers = Int32Array.from(rows, (_, i) => i + 2)
  expect(() => builder.append(rows, 0, numbers)).toThrow(
    'd.csv row 10002, column "x": a categorical column must have at most 10000 different values',
  )
})
