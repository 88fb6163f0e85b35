import { flow, listed, quoted } from '../config/show.ts'
import type { CategoricalColumn, Column, NumericColumn } from './column.ts'
import type { Notice } from './notice.ts'
import type { Preprocessing } from './preprocessing.ts'
import { fileColumnOf } from './reading.ts'
import { pick } from './rows.ts'
import { rowsOfExamples, rowsOfTargets } from './sequences.ts'
import type { Selection } from './table.ts'

/** Rows from which a column that counts them is taken for an index; in fewer it may be chance. */
const MIN_ROWS_OF_INDEX = 10

/** The share of the most frequent class from which a notice says that accuracy is a poor measure. */
const STRONG_MAJORITY = 0.9

/**
 * What is odd about the columns that are trained on: an index, a column or a target that never changes, a
 * target that is nearly always one class.
 */
export function columnNotices(
  { table, rows: examples }: Selection,
  { inputs, target }: Preprocessing,
): Notice[] {
  const rows = rowsOfExamples(table, examples)
  const targetRows = rowsOfTargets(table, examples)
  const noticeOf = (column: string, text: string | null): Notice[] =>
    text === null ? [] : [{ place: table.place, column, text }]
  const ofInputs = inputs.flatMap(({ name }): Notice[] => {
    const column = table.columns.get(name)
    // A pixel of images may well be the same in all of them.
    if (column === undefined || table.shape !== null) return []
    const leaveOut = leaveOutHint(column)
    const constant = constantOf(column, rows)
    if (constant !== null) {
      return noticeOf(
        name,
        `is ${constant} in every training row, which tells nothing; ${leaveOut}`,
      )
    }
    if (column.kind === 'categorical' && marksParts(column))
      return noticeOf(name, partMarkText(column))
    // The only input is not reported: without it there would be nothing to learn from.
    const range = column.kind === 'numeric' && inputs.length > 1 ? indexRange(column) : null
    if (range === null) return []
    return noticeOf(
      name,
      `${range}, as an index of the rows does, which tells nothing about new ones; ${leaveOut}`,
    )
  })
  const column = table.columns.get(target.name)
  if (column === undefined) return ofInputs
  const text =
    target.kind === 'number' ? constantTarget(column, targetRows) : majorityText(column, targetRows)
  return [...ofInputs, ...noticeOf(target.name, text)]
}

function leaveOutHint(column: Column): string {
  const { name } = column
  const fileColumn = fileColumnOf(column)
  if (name === fileColumn) return `leave it out with data.exclude: ${flow([name])}`
  return `take it out of data.columns.${fileColumn}.dates`
}

/** Whether the texts of a column are names of parts, such as `train` and `test`. */
export function marksParts({ categories }: CategoricalColumn): boolean {
  const isPart = (text: string): boolean =>
    /^(train(ing)?|val(id(ation)?)?|dev|test(ing)?|hold-?out|eval(uation)?)$/i.test(text)
  return (
    categories.length >= 2 &&
    categories.every(isPart) &&
    categories.some((text) => /^train/i.test(text))
  )
}

function partMarkText({ name, categories }: CategoricalColumn): string {
  return `holds ${listed(categories.map(quoted))}, but is an input like any other; let it divide the rows with data.validation: { column: ${name}, … }, or leave it out with data.exclude: ${flow([name])}`
}

/** The one value that a column has in some rows, as text; `null` if it has several, or none in some row. */
export function constantOf(column: Column, rows: Int32Array): string | null {
  const [first = 0] = rows
  if (column.kind === 'numeric') {
    const value = column.values[first] ?? Number.NaN
    // Missing cells do not count as another value: they are filled with a value of this column.
    const others = rows.find((row) => {
      const other = column.values[row] ?? Number.NaN
      return other !== value && !(Number.isNaN(other) && !Number.isNaN(value))
    })
    return others === undefined && !Number.isNaN(value) ? String(value) : null
  }
  const code = column.codes[first] ?? -1
  const same = code >= 0 && rows.every((row) => column.codes[row] === code)
  return same ? quoted(column.categories[code] ?? '') : null
}

/** How the values of a column count its rows, in words; `null` if they do not. */
export function indexRange({ name, values }: NumericColumn): string | null {
  const { length } = values
  if (length < MIN_ROWS_OF_INDEX || !values.every(Number.isInteger)) return null
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    min = Math.min(min, value)
    max = Math.max(max, value)
  }
  if ((min === 0 || min === 1) && max - min === length - 1) {
    const seen = new Uint8Array(length)
    for (const value of values) seen[value - min] = 1
    return seen.every((mark) => mark === 1)
      ? `holds every whole number from ${min} to ${max} once`
      : null
  }
  const isRising = values.every((value, i) => i === 0 || value > (values[i - 1] ?? 0))
  return isRising && defaultColumnNames.test(name) ? `counts up from ${min} to ${max}` : null
}

/** Names that this program and pandas give to columns without a name, and usual names of an index. */
const defaultColumnNames = /^(column\d+|Unnamed: \d+|index|id|row|row_?(id|number|names))$/i

function constantTarget(column: Column, rows: Int32Array): string | null {
  const constant = constantOf(column, rows)
  if (constant === null) return null
  return `is ${constant} in every training row, so there is nothing to learn; choose another data.target, or check data.validation`
}

function majorityText(column: Column, rows: Int32Array): string | null {
  if (column.kind === 'numeric') return null
  const counts = new Int32Array(column.categories.length)
  for (const code of pick(column.codes, rows)) counts[code] = (counts[code] ?? 0) + 1
  const majority = counts.reduce((best, count, i) => (count > (counts[best] ?? 0) ? i : best), 0)
  const share = (counts[majority] ?? 0) / rows.length
  if (share < STRONG_MAJORITY) return null
  const percent = `${Number((100 * share).toPrecision(3))} %`
  return `${quoted(column.categories[majority] ?? '')} is the class of ${percent} of the training rows, an accuracy that takes no learning; judge by logLoss${counts.length === 2 ? ' and auc' : ''} as well`
}
