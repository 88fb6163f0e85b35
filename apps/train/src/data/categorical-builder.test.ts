import { expect, test } from 'vitest'
import { CategoricalBuilder } from './categorical-builder.ts'
import { MissingValues } from './cells.ts'

const options = { column: 'x', missing: new MissingValues(['', 'NA']), place: 'd.csv', hint: '' }

test('categories are numbered as they come; a missing cell has none', () => {
  const builder = new CategoricalBuilder(options)
  const rows = ['b', ' a ', '', 'b', 'NA'].map((cell) => [cell])
  builder.append(rows, 0, new Int32Array(5))
  expect(builder.finish().columns).toEqual([
    {
      kind: 'categorical',
      name: 'x',
      codes: new Int32Array([0, 1, -1, 0, -1]),
      categories: ['b', 'a'],
      firstMissing: '',
    },
  ])
})

test('categories without end are refused before they fill the memory', () => {
  const builder = new CategoricalBuilder(options)
  const rows = Array.from({ length: 10_001 }, (_, i) => [`text ${i}`])
  const numbers = Int32Array.from(rows, (_, i) => i + 2)
  expect(() => builder.append(rows, 0, numbers)).toThrow(
    'd.csv row 10002, column "x": a categorical column must have at most 10000 different values',
  )
})
