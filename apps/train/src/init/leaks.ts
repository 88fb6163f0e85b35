import type { CategoricalColumn, Column, NumericColumn } from '../data/column.ts'
import { isMissing } from '../data/rows.ts'

/** Rows from which a rule without an exception is taken for more than chance. */
const MIN_ROWS = 20
/** Values that a column of numbers must have for its order to say something. */
const MIN_VALUES = 5

/** How a column gives the target away, in words; `null` where it does not. */
export function leakOf(column: Column, target: Column): string | null {
  const rows = rowsWithBoth(column, target)
  if (rows.length < MIN_ROWS) return null
  if (target.kind === 'categorical') return namesClasses(column, target, rows)
  if (column.kind === 'categorical') return namesRanges(column, target, rows)
  return ordersAlike(column, target, rows)
}

/** Two columns of numbers whose sum is the target in every row, as `casual` and `registered` are of `total`. */
export function summands(
  columns: readonly Column[],
  target: Column,
): readonly [string, string] | null {
  if (target.kind !== 'numeric') return null
  const numeric = columns.filter((column) => column.kind === 'numeric').slice(0, 100)
  for (const [i, first] of numeric.entries()) {
    for (const second of numeric.slice(i + 1)) {
      const rows = target.values.length
      let row = 0
      while (row < rows && isSum(first, second, target, row)) row++
      if (row === rows && rows >= MIN_ROWS) return [first.name, second.name]
    }
  }
  return null
}

/** What would explain a model that is suspiciously good, in words; `null`: nothing. */
export function suspicionOf(column: Column, target: Column): string | null {
  if (target.kind !== 'categorical') return null
  const rows = rowsWithBoth(column, target)
  if (rows.length < MIN_ROWS) return null
  if (column.kind === 'numeric') {
    const areApart = [sampleOf(rows), rows].every((some) => {
      const classes = classesInOrder(column, target, some)
      return new Set(classes).size === classes.length
    })
    return areApart ? 'each class has a range of its own' : null
  }
  const classOf = new Map<number, number>()
  for (const row of rows) {
    const value = column.codes[row] ?? -1
    const found = target.codes[row] ?? -1
    if ((classOf.get(value) ?? found) !== found) return null
    classOf.set(value, found)
  }
  return classOf.size * 2 <= rows.length ? 'each category has one class alone' : null
}

function namesClasses(
  column: Column,
  target: CategoricalColumn,
  rows: readonly number[],
): string | null {
  const classOf = new Map<number, number>()
  const valueOfClass = new Map<number, number>()
  for (const row of rows) {
    const value = column.kind === 'numeric' ? (column.values[row] ?? 0) : (column.codes[row] ?? -1)
    const found = target.codes[row] ?? -1
    if ((classOf.get(value) ?? found) !== found || (valueOfClass.get(found) ?? value) !== value)
      return null
    classOf.set(value, found)
    valueOfClass.set(found, value)
  }
  if (classOf.size < 2) return null
  const isSame =
    column.kind === 'categorical' &&
    [...classOf].every(([value, found]) => column.categories[value] === target.categories[found])
  return isSame
    ? 'is the target once more'
    : 'has one value for each class, and gives the target away'
}

function namesRanges(
  column: CategoricalColumn,
  target: NumericColumn,
  rows: readonly number[],
): string | null {
  const ranges = new Map<number, { min: number; max: number }>()
  for (const row of rows) {
    const value = target.values[row] ?? 0
    const range = ranges.get(column.codes[row] ?? -1)
    if (range === undefined) ranges.set(column.codes[row] ?? -1, { min: value, max: value })
    else {
      range.min = Math.min(range.min, value)
      range.max = Math.max(range.max, value)
    }
  }
  if (ranges.size < 3 || ranges.size * 2 > rows.length) return null
  const sorted = [...ranges.values()].sort((a, b) => a.min - b.min)
  const areApart = sorted.every(({ min }, i) => i === 0 || min > (sorted[i - 1]?.max ?? 0))
  return areApart ? 'has a category for each range of the target, and gives it away' : null
}

/** Whether rows in the order of a column are in that of the target, or in the opposite one. */
function ordersAlike(
  column: NumericColumn,
  target: NumericColumn,
  rows: readonly number[],
): string | null {
  if (rows.every((row) => column.values[row] === target.values[row]))
    return 'is the target once more'
  const valueAt = (row: number): number => column.values[row] ?? 0
  const targetAt = (row: number): number => target.values[row] ?? 0
  const isOrdered = (some: readonly number[], sign: number): boolean =>
    some
      .toSorted((a, b) => valueAt(a) - valueAt(b) || sign * (targetAt(a) - targetAt(b)))
      .every(
        (row, i, sorted) => i === 0 || sign * (targetAt(row) - targetAt(sorted[i - 1] ?? row)) >= 0,
      )
  const sample = sampleOf(rows)
  for (const sign of [1, -1]) {
    if (!isOrdered(sample, sign) || !isOrdered(rows, sign)) continue
    const values = new Set(rows.map(valueAt)).size
    const targets = new Set(rows.map(targetAt)).size
    if (values >= MIN_VALUES && targets >= MIN_VALUES)
      return 'orders the rows just as the target does, and gives it away'
  }
  return null
}

/** Some of many rows: most columns are found to be no leak by few. */
const sampleOf = (rows: readonly number[]): readonly number[] => {
  const step = Math.ceil(rows.length / 1000)
  return rows.filter((_, i) => i % step === 0)
}

/** The classes of rows in the order of a column, each as often as it begins anew. */
function classesInOrder(
  column: NumericColumn,
  target: CategoricalColumn,
  rows: readonly number[],
): number[] {
  const sorted = rows.toSorted((a, b) => (column.values[a] ?? 0) - (column.values[b] ?? 0))
  const found = sorted.map((row) => target.codes[row] ?? -1)
  return found.filter((code, i) => i === 0 || code !== found[i - 1])
}

function isSum(
  first: NumericColumn,
  second: NumericColumn,
  target: NumericColumn,
  row: number,
): boolean {
  const [a = 0, b = 0, sum = 0] = [first.values[row], second.values[row], target.values[row]]
  return Math.abs(a + b - sum) <= 1e-6 * (Math.abs(a) + Math.abs(b) + Math.abs(sum))
}

function rowsWithBoth(column: Column, target: Column): number[] {
  const rows = target.kind === 'numeric' ? target.values.length : target.codes.length
  const both: number[] = []
  for (let row = 0; row < rows; row++)
    if (!isMissing(column, row) && !isMissing(target, row)) both.push(row)
  return both
}
