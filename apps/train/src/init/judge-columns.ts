import { listed, quoted } from '../config/show.ts'
import type { CategoricalColumn, Column } from '../data/column.ts'
import { constantOf, indexRange } from '../data/column-notices.ts'
import { inOrder } from '../data/order.ts'
import { isMissing, textsRecur } from '../data/rows.ts'
import type { FoundColumn } from './read-columns.ts'

/** What is known of a column that may be an input. */
export interface JudgedColumn {
  readonly name: string
  readonly column: Column | null
  /** Why the model should not get it; `null`: it is an input. */
  readonly leftOut: string | null
  /** What its cells are, in words; empty where they could not be read. */
  readonly words: string
}

/** Says what a column holds, and whether a model can learn from it. */
export function judgeColumn({ name, column, fault }: FoundColumn, rows: number): JudgedColumn {
  if (column === null) return { name, column, leftOut: firstClause(fault), words: '' }
  return { name, column, leftOut: reasonToLeaveOut(column, rows), words: describeColumn(column) }
}

function reasonToLeaveOut(column: Column, rows: number): string | null {
  const every = Int32Array.from({ length: rows }, (_, row) => row)
  const present = every.filter((row) => !isMissing(column, row))
  if (present.length === 0) return 'has no value in any row'
  const constant = constantOf(column, present)
  if (constant !== null && present.length === rows)
    return `is ${constant} in every row, which tells nothing`
  if (column.kind === 'numeric') {
    const range = indexRange(column)
    return range === null ? null : `${range}, as an index of the rows does`
  }
  if (textsRecur(column)) return null
  return `holds ${column.categories.length} different texts in ${present.length} cells, which hardly recur`
}

/** What a column holds, in words: `numbers from 2.5 to 43`, `3 categories: Biscoe, Dream and Torgersen`. */
export function describeColumn(column: Column): string {
  const missing = missingIn(column)
  const rows = column.kind === 'numeric' ? column.values.length : column.codes.length
  const gaps = missing === 0 ? '' : `; ${missing} of ${rows} cells are missing`
  if (column.kind === 'categorical') return `${categoriesOf(column)}${gaps}`
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of column.values) {
    if (value < min) min = value
    if (value > max) max = value
  }
  if (column.notation.kind === 'date')
    return `dates from ${dayOf(min, column)} to ${dayOf(max, column)}${gaps}`
  return `numbers from ${short(min)} to ${short(max)}${gaps}`
}

/** How many cells of a column are missing. */
export function missingIn(column: Column): number {
  const rows = column.kind === 'numeric' ? column.values.length : column.codes.length
  let missing = 0
  for (let row = 0; row < rows; row++) if (isMissing(column, row)) missing++
  return missing
}

function categoriesOf({ categories }: CategoricalColumn): string {
  const most = 5
  const shown = inOrder(categories).slice(0, most).map(asWord)
  const amount = categories.length === 1 ? '1 category' : `${categories.length} categories`
  return `${amount}: ${categories.length > most ? `${shown.join(', ')}, …` : listed(shown)}`
}

/** A text of the file in a comment. */
const asWord = (text: string): string => {
  const cut = text.length > 30 ? `${text.slice(0, 29)}…` : text
  return /^[\p{L}\p{N}][^\n\r"]*$/u.test(cut) ? cut : quoted(cut)
}

const short = (value: number): string => String(Number(value.toPrecision(6)))

function dayOf(value: number, column: Column): string {
  const isSeconds =
    column.kind === 'numeric' &&
    column.notation.kind === 'date' &&
    column.notation.part === 'seconds'
  return new Date(value * (isSeconds ? 1000 : 86_400_000)).toISOString().slice(0, 10)
}

/** What an error says before its way out. */
const firstClause = (message: string): string => message.split('; ')[0] ?? message
