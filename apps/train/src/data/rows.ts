import type { CategoricalColumn, Column } from './column.ts'

/** Whether a column has no value in a row. */
export function isMissing(column: Column, row: number): boolean {
  return column.kind === 'numeric'
    ? Number.isNaN(column.values[row] ?? Number.NaN)
    : (column.codes[row] ?? -1) < 0
}

/** The entries of `list` at `rows`. */
export function pick(list: Int32Array, rows: Int32Array): Int32Array {
  const picked = new Int32Array(rows.length)
  for (let i = 0; i < rows.length; i++) picked[i] = list[rows[i] ?? 0] ?? 0
  return picked
}

/** The rows, in order, in which none of `columns` is missing. */
export function completeRows(rows: number, columns: readonly Column[]): Int32Array {
  const kept = new Int32Array(rows)
  let count = 0
  for (let row = 0; row < rows; row++) {
    if (columns.every((column) => !isMissing(column, row))) kept[count++] = row
  }
  return count === rows ? kept : kept.slice(0, count)
}

/** Whether the texts of a column recur: at least twice on average, in the cells that are not missing. */
export function textsRecur({ codes, categories }: CategoricalColumn): boolean {
  let present = 0
  for (const code of codes) if (code >= 0) present++
  return categories.length * 2 <= present
}
