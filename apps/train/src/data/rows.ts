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

/** Some lists one after the other. `make`: creates the list that holds a number of entries. */
export function joined<List extends Int32Array | Float32Array>(
  lists: readonly List[],
  make: (length: number) => List,
): List {
  const whole = make(lists.reduce((length, list) => length + list.length, 0))
  let position = 0
  for (const list of lists) {
    whole.set(list, position)
    position += list.length
  }
  return whole
}

/** Targets one after the other: class indices, or values. */
export function joinedTargets(
  parts: readonly (Int32Array | Float32Array)[],
): Int32Array | Float32Array {
  const classes = parts.flatMap((part) => (part instanceof Int32Array ? [part] : []))
  const values = parts.flatMap((part) => (part instanceof Float32Array ? [part] : []))
  return values.length > 0
    ? joined(values, (length) => new Float32Array(length))
    : joined(classes, (length) => new Int32Array(length))
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
