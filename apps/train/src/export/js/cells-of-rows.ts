import { LARGEST_FLOAT32, MissingValues, trimmed } from '../../data/cells.ts'
import { parseIsoDate, partOf } from '../../data/iso-date.ts'
import { type Notation, readerOf, wantedCell } from '../../data/notation.ts'
import { type ArrayValue, allocate } from './values.ts'

/** A row of a table, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>

/** What an input of the graph is made of. */
export interface ColumnSource {
  /** The name of the input in the graph. */
  readonly input: string
  /** The column of the rows. */
  readonly column: string
  readonly kind: 'number' | 'text' | 'date' | 'dateInUtc'
  /** How texts that stand for numbers are written. */
  readonly notation: Notation | null
  /** Whether a row without a value here is left out. */
  readonly isNeeded: boolean
}

/** Reads the cells of rows as the file's cells are read. */
export class CellReader {
  readonly #missing: MissingValues

  constructor(missingValues: readonly string[]) {
    this.#missing = new MissingValues(missingValues)
  }

  /** The number of a cell, NaN where it is missing. `place` names it in errors. */
  number(cell: unknown, { column, kind, notation }: ColumnSource, place: string): number {
    if (this.isMissing(cell)) return Number.NaN
    const isDate = kind === 'date' || kind === 'dateInUtc'
    if (isDate && typeof cell !== 'number') {
      const text = cell instanceof Date ? cell.toISOString() : String(cell)
      const date = parseIsoDate(text)
      // A Date is a moment, and has no clock of its own.
      const isOther =
        notation !== null && !(cell instanceof Date) && Number.isNaN(readerOf(notation)(text))
      if (date === null || isOther)
        throw wrongCell(place, column, notation ? wantedCell(notation) : 'a date', cell)
      return kind === 'date' ? date.local / 1000 : partOf(date, 'seconds')
    }
    const isPlain = typeof cell === 'number' || notation === null
    const value = isPlain ? Number(cell) : readerOf(notation)(String(cell))
    if (Number.isNaN(value)) throw wrongCell(place, column, 'a number', cell)
    if (!(Math.abs(value) <= LARGEST_FLOAT32))
      throw wrongCell(place, column, 'a finite float32 number', cell)
    return this.#missing.hasNumber(value) ? Number.NaN : value
  }

  /** The text of a cell, or the one of a missing cell. */
  text(cell: unknown): string {
    return this.isMissing(cell) ? this.#missing.text : trimmed(String(cell))
  }

  isMissing(cell: unknown): boolean {
    if (cell === null || cell === undefined) return true
    if (typeof cell === 'number') return Number.isNaN(cell) || this.#missing.hasNumber(cell)
    return this.#missing.has(String(cell))
  }
}

export function wrongCell(place: string, column: string, wanted: string, cell: unknown): Error {
  const got = typeof cell === 'string' ? JSON.stringify(cell) : String(cell)
  return new TypeError(
    `predict: ${place}, column ${JSON.stringify(column)}: must be ${wanted}, got ${got}`,
  )
}

/**
 * The cells of a column as an input of the graph.
 *
 * @param rows in the order of the elements; null where there is padding
 */
export function columnOf(
  reader: CellReader,
  source: ColumnSource,
  rows: readonly (Row | null)[],
  shape: readonly number[],
  placeOf: (index: number) => string,
): ArrayValue {
  const cellOf = (row: Row | null, index: number): unknown => {
    if (row === null || Object.hasOwn(row, source.column)) return row?.[source.column]
    const names = Object.keys(row).map((name) => JSON.stringify(name))
    throw new TypeError(
      `predict: ${placeOf(index)}: must have the column ${JSON.stringify(source.column)}, got ${names.join(', ') || 'no column'}; null says that a value is missing`,
    )
  }
  if (source.kind === 'text') {
    const data = rows.map((row, index) => reader.text(cellOf(row, index)))
    return { type: 'string', shape, data }
  }
  const numbers = allocate('float64', shape)
  rows.forEach((row, index) => {
    numbers.data[index] =
      row === null ? 0 : reader.number(cellOf(row, index), source, placeOf(index))
  })
  return numbers
}
