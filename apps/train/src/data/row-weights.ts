import type { DataConfig } from '../config/config.ts'
import { quoted } from '../config/show.ts'
import { InputError } from '../errors.ts'
import { cellError } from './cells.ts'
import type { Notation } from './notation.ts'
import type { ReadColumn, Reading } from './reading.ts'
import type { Table } from './table.ts'

/** The column that says how much each row counts, as it was read. */
export interface WeightColumn {
  readonly name: string
  readonly notation: Notation
}

/** How to read a column of weights: as numbers, written as the config says. */
export function weightReading(name: string, data: DataConfig): Reading {
  const settings = Object.hasOwn(data.columns, name) ? data.columns[name] : undefined
  return {
    kind: 'infer',
    purpose: 'number',
    decimal: settings?.decimal ?? data.decimal,
    thousands: settings?.thousands ?? data.thousands,
    dates: [],
  }
}

/** The column of weights as it was read, for another file. */
export const readWeight = ({ name, notation }: WeightColumn): ReadColumn => ({
  kind: 'numeric',
  name,
  fileColumn: name,
  notation,
})

/** The column of weights of a table, for `Preprocessing`; none where the config names none. */
export function weightColumnOf(
  table: Table,
  { weight }: DataConfig,
): { readonly weight?: WeightColumn } {
  const column = weight === null ? undefined : table.columns.get(weight)
  if (column?.kind !== 'numeric') return {}
  const { name, notation } = column
  if (notation.kind === 'date')
    throw new InputError({
      place: `${table.place} column ${quoted(name)}`,
      message: 'weights must be numbers, got dates; name another column in data.weight',
    })
  return { weight: { name, notation } }
}

/**
 * The weights of `rows`; none where they are all equal, as each then counts alike. Throws `InputError` with the first
 * row whose weight is not a finite number of at least 0, and where no row has one above 0.
 */
export function weightsOf(
  table: Table,
  rows: Int32Array,
  weight: WeightColumn | undefined,
): { readonly weights?: Float32Array } {
  const weights = writtenWeights(table, rows, weight)
  if (weight === undefined || weights === undefined || rows.length === 0) return {}
  const largest = weights.reduce((most, value) => Math.max(most, value), 0)
  refuseNoWeight({ largest, rows: rows.length }, table.place, weight)
  return weights.every((value) => value === weights[0]) ? {} : { weights }
}

/**
 * The weights of `rows` as they are; undefined where there is no column of them. Throws `InputError` with the first row
 * whose weight is not a finite number of at least 0.
 */
export function writtenWeights(
  table: Table,
  rows: Int32Array,
  weight: WeightColumn | undefined,
): Float32Array | undefined {
  const column = weight && table.columns.get(weight.name)
  if (column?.kind !== 'numeric') return undefined
  const weights = new Float32Array(rows.length)
  rows.forEach((row, position) => {
    const value = Math.fround(column.values[row] ?? Number.NaN)
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      const got = Number.isNaN(value) ? 'none' : value
      const message = `a weight must be a finite number of at least 0, got ${got}; fill in the cell, or leave out the row`
      throw cellError(table.place, table.rowNumbers[row] ?? 0, column.name, message)
    }
    weights[position] = value
  })
  return weights
}

/** Throws `InputError` where no weight is above 0. */
export function refuseNoWeight(
  { largest, rows }: { readonly largest: number; readonly rows: number },
  place: string,
  { name }: WeightColumn,
): void {
  if (largest > 0) return
  const message = `some of the ${rows} rows of a part must have a weight above 0, got none; check data.weight and data.validation`
  throw new InputError({ place: `${place} column ${quoted(name)}`, message })
}
