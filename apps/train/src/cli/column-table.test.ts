import { describe, expect, test } from 'vitest'
import type { ColumnSummary } from '../data/column-summary.ts'
import { columnTable } from './column-table.ts'

const column = (name: string, more: Partial<ColumnSummary> = {}): ColumnSummary => ({
  column: name,
  role: 'input',
  readAs: 'numbers',
  range: { min: -2.836, max: 1234567 },
  categories: null,
  missing: 0,
  filledWith: 12.3456,
  missingAs: 'mean',
  scaledBy: { offset: -29.699, scale: 14.526 },
  curvedBy: null,
  clippedAt: null,
  hasIndicator: false,
  encodedAs: null,
  ...more,
})
const texts = { readAs: 'categories', range: null, scaledBy: null, filledWith: null } as const

test('a table tells how each column was read, in plain digits', () => {
  const summaries = [
    column('height', { role: 'target', missing: 3, filledWith: null, missingAs: 'drop' }),
    column('age', { missing: 177, scaledBy: { offset: 0, scale: 0.00012345 } }),
    column('sex', {
      ...texts,
      categories: { count: 2, first: ['female', 'male'] },
      missing: 2,
      missingAs: 'category',
    }),
    column('deck', {
      ...texts,
      categories: { count: 1, first: ['A'] },
      missing: 5,
      filledWith: 'A',
      missingAs: 'mostFrequent',
    }),
    column('part', { ...texts, role: 'mark of parts', categories: { count: 2, first: ['', 'v'] } }),
    column('name', { ...texts, role: 'left out', readAs: null, missing: null }),
  ]
  expect(columnTable(summaries, 100, false)).toBe(
    `column  read as     values            missing  filled with   scaled by
height  target      -2.84 to 1234567        3  row left out  (x+29.7)/14.5
age     numbers     -2.84 to 1234567      177  12.3 mean     x/0.000123
sex     categories  2: female, male         2  a category
deck    categories  1: A                    5  A (mode)
part    parts       2: "", v                0
name    left out
`,
  )
})

describe('on a narrow terminal', () => {
  test.each([60, 70, 80, 200])('no line is longer than %i columns', (width) => {
    const summaries = [
      column('a_very_long_name_of_a_measurement_17', { missing: 10, filledWith: 'a long text' }),
      column('身長身長身長身長身長身長身長身長', {
        ...texts,
        categories: { count: 300, first: Array.from({ length: 20 }, (_, i) => `category ${i}`) },
      }),
      column('y', { readAs: 'numbers 1.234,5 €', scaledBy: { offset: 1.2345e-4, scale: 98765.4 } }),
    ]
    const lines = columnTable(summaries, width, false).trimEnd().split('\n')
    const columns = (line: string): number => line.replaceAll(/\p{Script=Han}/gu, '..').length
    for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(width)
    expect(lines[1]).toMatch(/^a_[a-z_]*(…|very_long_name)[a-z_]*17 /)
  })
})

test('of hundreds of columns only the first have a line, unless all are asked for', () => {
  const summaries = Array.from({ length: 300 }, (_, i) => column(`pixel${i}`))
  const lines = columnTable(summaries, 80, false).trimEnd().split('\n')
  expect(lines).toHaveLength(22)
  expect(lines.at(-1)).toBe('280 more columns; validate --all-columns lists them')
  expect(columnTable(summaries, 80, true).trimEnd().split('\n')).toHaveLength(301)
})

test('a name cannot break the lines', () => {
  const [, line] = columnTable([column('a\nb\u001b[31m')], 80, false).split('\n')
  expect(line).toMatch(/^a\\nb\\u001b\[31m +numbers/)
})
