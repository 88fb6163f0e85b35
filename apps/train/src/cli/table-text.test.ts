import { expect, test } from 'vitest'
import type { Measure } from '../train/measures.ts'
import type { PartTables } from '../train/records.ts'
import { tableTexts } from './table-text.ts'
import { widthOf } from './text-width.ts'

const metric = { takes: 'predictions', gives: 'table', measure: () => ({}) } as const
const measures: readonly Measure[] = [
  {
    name: 'confusionMatrix',
    better: 'neither',
    takes: 'classScores',
    gives: 'classMatrix',
    metric,
  },
  { name: 'classReport', better: 'neither', takes: 'classScores', gives: 'byClass', metric },
  { name: 'roc', better: 'neither', takes: 'logOdds', gives: 'curve', metric },
]

const written = (tables: PartTables, classes: readonly string[], columns: number): string =>
  tableTexts(
    tables,
    { measures, classes, remarks: { roc: 'it needs both' } },
    { columns, write() {} },
  )

const iris = ['setosa', 'versicolor', 'virginica']
const counts = [
  [10, 0, 0],
  [0, 9, 1],
  [0, 2, 118],
]

test('a matrix names its classes, cut where that makes it fit', () => {
  const matrix = { confusionMatrix: { counts } }
  expect(written(matrix, iris, 80)).toBe(`
confusionMatrix: 3 of 140 wrong; rows are true classes, columns predicted
                 setosa versicolor  virginica
  setosa             10          ·          ·
  versicolor          ·          9          1
  virginica           ·          2        118
`)
  expect(written(matrix, iris, 30)).toContain(
    `
             se…sa ve…or vi…ca
  setosa        10     ·     ·
  versicolor     ·     9     1
  virginica      ·     2   118
`.slice(1),
  )
})

test('a matrix that is too wide becomes a list of what is confused most often', () => {
  const classes = Array.from({ length: 30 }, (_, index) => `class ${index}`)
  const many = classes.map((_, row) =>
    classes.map((_, column): number => (row === column ? 100 : 0)),
  )
  const [first = [], second = []] = many
  first[1] = 2
  second[0] = 11
  expect(written({ confusionMatrix: { counts: many } }, classes, 60)).toBe(`
confusionMatrix: 13 of 3013 wrong
  11 × "class 1" taken for "class 0"
   2 × "class 0" taken for "class 1"
`)
})

test('a report has a line for each class, and a curve its number of points or why there is none', () => {
  const tables = {
    classReport: { precision: [1, 0.5, 0], recall: [1, 0.25, 0], examples: [1, 4, 0] },
    roc: { threshold: [Number.POSITIVE_INFINITY, 2, -2], falsePositiveRate: [0, 0.5, 1] },
  }
  expect(written(tables, iris, 80)).toBe(`
classReport
              precision  recall  examples
  setosa          1.000   1.000         1
  versicolor     0.5000  0.2500         4
  virginica           0       0         0

roc: 3 points, which --json shows
`)
  expect(written({ roc: null }, iris, 80)).toBe('\nroc: none, it needs both\n')
})

test.each([80, 40, 33])('nothing is wider than %i columns', (width) => {
  const tables = {
    confusionMatrix: { counts },
    classReport: {
      precision: [1, 0.5, 0],
      recall: [1, 0.25, 0],
      f1: [1, 0.3, 0],
      examples: [1, 4, 0],
    },
    roc: null,
  }
  for (const line of written(tables, iris, width).split('\n'))
    expect(widthOf(line)).toBeLessThanOrEqual(Math.max(width, 41))
})
