import { categoricalMissing, type DataConfig, numericMissing } from '../config/config.ts'
import { flow, listed, quoted } from '../config/show.ts'
import { type Fault, InputError } from '../errors.ts'
import type { Column } from './column.ts'
import { missingOf, settingsOf } from './column-settings.ts'
import { contradictionIn } from './contradictions.ts'
import { fitCategorical } from './fit-categorical.ts'
import { fitNumeric } from './fit-numeric.ts'
import type { InputColumn, Preprocessing } from './preprocessing.ts'
import { fileColumnOf } from './reading.ts'
import { textsRecur } from './rows.ts'
import { fitSequence, sequenceColumns } from './sequence-columns.ts'
import { lengthsOf, longestOf, rowsOfExamples, rowsOfTargets } from './sequences.ts'
import { type Spread, spreadOf, spreadOfAll } from './statistics.ts'
import type { Selection, Table } from './table.ts'
import { fitTarget } from './target.ts'

/** The columns whose cells say which part a row belongs to, with the key that names each. */
export function markColumns({ validation, test }: DataConfig): { name: string; key: string }[] {
  const marks = [
    { split: validation, key: 'data.validation' },
    { split: test, key: 'data.test' },
  ]
  return marks.flatMap(({ split, key }) =>
    split?.kind === 'column' ? [{ name: split.column, key }] : [],
  )
}

/** The columns of a table that are inputs: all but the target, the weights, those that mark the parts or make sequences, and those that methods read. */
export function inputColumns(table: Table, data: DataConfig): Column[] {
  const others = new Set<string | null>([
    data.target,
    data.weight,
    ...[...markColumns(data), ...sequenceColumns(data)].map(({ name }) => name),
    ...data.methodColumns.flatMap(({ name }) => (data.inputs?.includes(name) ? [] : [name])),
  ])
  return [...table.columns.values()].filter(({ name }) => !others.has(name))
}

/**
 * Throws `InputError` with every column that cannot become an input: one without any value, one whose
 * texts are hardly ever the same, or one with a setting that does not suit its type.
 */
export function checkInputs(table: Table, data: DataConfig): void {
  const columns = inputColumns(table, data)
  const faults = columns.flatMap((column): Fault[] => {
    const place = `${table.place} column ${quoted(column.name)}`
    const message = faultOfInput(column, data)
    return message === null ? [] : [{ place, message }]
  })
  if (columns.length === 0) {
    const message = 'no column is left as an input; shorten data.exclude, or add columns'
    faults.push({ place: table.place, message })
  }
  if (faults.length > 0) throw new InputError(faults)
}

/** Fits everything on the training rows, of sequences on all of their rows, and on nothing else. */
export function fitPreprocessing(
  { table, rows: examples }: Selection,
  target: Column,
  data: DataConfig,
): Preprocessing {
  const training = rowsOfExamples(table, examples)
  refuseCurvedPixels(table, data)
  const pixels = spreadOfPixels(table, training, data)
  const inputs = inputColumns(table, data).map((column) => {
    const input =
      column.kind === 'numeric'
        ? fitNumeric(column, training, data, pixels)
        : fitCategorical(table, column, training, data)
    if (input !== null) return input
    const message =
      'a column must have a value in the training part, got none; leave it out with data.exclude, or check data.validation'
    throw new InputError({ place: `${table.place} column ${quoted(column.name)}`, message })
  })
  const fitted = {
    ...layoutOfRows(data),
    inputs: withOneIndicator(inputs.filter((input) => !isIdlePart(input, table, training, data))),
    target: fitTarget(table, target, rowsOfTargets(table, examples), data),
    ...(table.shape === null ? {} : { shape: table.shape }),
    ...sequenceOf({ table, rows: examples }, data),
  }
  const contradiction = contradictionIn(fitted)
  if (contradiction !== undefined) {
    const message = `${contradiction}; leave the column out with data.exclude, or change its unit`
    throw new InputError({ place: table.place, message })
  }
  return fitted
}

/** Whether an input is a part that `dates: auto` found, and that is the same in all training rows. */
function isIdlePart(
  input: InputColumn,
  table: Table,
  training: Int32Array,
  data: DataConfig,
): boolean {
  if (input.kind !== 'numeric' || input.notation.kind !== 'date') return false
  const column = table.columns.get(input.name)
  if (column?.kind !== 'numeric' || ['days', 'seconds'].includes(input.notation.part)) return false
  const asked = settingsOf(data, column)?.dates ?? data.dates
  return asked === 'auto' && spreadOf(column.values, training).deviation === 0
}

/** The parts of a date are missing together: the first of them says so for all. */
const withOneIndicator = (inputs: readonly InputColumn[]): InputColumn[] =>
  inputs.map((input, i) => {
    const isFirst = inputs.slice(0, i).every((other) => fileColumnOf(other) !== fileColumnOf(input))
    if (isFirst || input.kind !== 'numeric') return input
    const { indicator: _, ...others } = input
    return others
  })

/** How a config says that files are laid out, which is not fitted on anything. */
export function layoutOfRows(data: DataConfig): Omit<Preprocessing, 'inputs' | 'target'> {
  const { delimiter, comment, header, missingValues, missingTarget } = data
  return { version: 1, delimiter, comment, header, missingValues, missingTarget }
}

function sequenceOf(
  { table, rows }: Selection,
  { sequence }: DataConfig,
): Pick<Preprocessing, 'sequence'> {
  const { sequences } = table
  if (sequence === null || sequences === null) return {}
  return { sequence: fitSequence(table, sequence, longestOf(lengthsOf(sequences, rows))) }
}

function faultOfInput(column: Column, data: DataConfig): string | null {
  const { kind } = column
  const name = fileColumnOf(column)
  const settings = settingsOf(data, column)
  const allowed = kind === 'numeric' ? numericMissing : categoricalMissing
  if (missingOf(column, data) === null) {
    return `data.columns.${name}.missing: must be one of ${listed(allowed)} for a ${kind} column, got ${settings?.missing}`
  }
  if (kind === 'categorical' && (settings?.scale ?? null) !== null) {
    return `data.columns.${name}.scale: must be left out for a categorical column, which becomes zeros and ones`
  }
  const empty =
    kind === 'numeric' ? column.values.every(Number.isNaN) : column.categories.length === 0
  if (empty) {
    return `must have a value in some row, got none; leave it out with data.exclude: ${flow([name])}`
  }
  const isDate = kind === 'numeric' && column.notation.kind === 'date'
  if ((settings?.dates ?? null) !== null && !isDate) {
    return `data.columns.${name}.dates: must be left out, as the column does not hold dates such as 2020-12-31`
  }
  if (kind === 'numeric') {
    if ((settings?.encoding ?? null) === null) return null
    return `data.columns.${name}.encoding: must be left out for a numeric column; set data.columns.${name}.type: categorical if its numbers are names`
  }
  if ((settings?.decimal ?? settings?.thousands ?? null) !== null) {
    return `data.columns.${name}: decimal and thousands must be left out, as the column is categorical`
  }
  if (settings?.type === 'categorical' || textsRecur(column)) return null
  const count = column.categories.length
  const texts = listed(column.categories.slice(0, 2).map(quoted))
  const cells = column.codes.reduce((sum, code) => sum + (code >= 0 ? 1 : 0), 0)
  const amount = count === 1 ? 'one text in' : `${count} different texts in`
  const where = cells === 1 ? 'one cell,' : `${cells} cells, such as`
  return `categories must recur, got ${amount} ${where} ${texts}; leave the column out with data.exclude: [${name}], or set data.columns.${name}.type: categorical to keep it`
}

/** Throws `InputError` for images that are to be scaled by what is fitted on a column alone. */
function refuseCurvedPixels({ shape, place }: Table, { scale }: DataConfig): void {
  if (shape === null || !['robust', 'quantile', 'power'].includes(scale)) return
  const message = `data.scale: must be standardize, minMax or none for images, whose pixels are scaled alike, got ${scale}`
  throw new InputError({ place, message })
}

/**
 * The spread of all pixels of images, which are scaled alike: a pixel that hardly ever changes would become huge where
 * it does. `null` for a table of columns, each of which has a unit of its own.
 */
function spreadOfPixels(table: Table, training: Int32Array, data: DataConfig): Spread | null {
  if (table.shape === null) return null
  const pixels = inputColumns(table, data).flatMap((column) =>
    column.kind === 'numeric' ? [column.values] : [],
  )
  return spreadOfAll(pixels, training)
}
