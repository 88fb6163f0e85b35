import { copyOfText } from '#platform'
import { quoted } from '../config/show.ts'
import { cellError, LARGEST_FLOAT32, type MissingValues, trimmed } from './cells.ts'
import type { BuiltColumns, ColumnBuilder, NumericColumn } from './column.ts'
import { GrowingArray } from './growing-array.ts'
import { isPlain, type Notation, readerOf, wantedCell } from './notation.ts'

/** Numbers from this size on are kept in float64, which time stamps need. */
const FLOAT64_FROM = 1 << 20

/** Settings of the builder of one column. */
export interface BuilderOptions {
  /** The column of the file. */
  readonly column: string
  readonly missing: MissingValues
  readonly place: string
  /** What an error about text in a column of numbers suggests. */
  readonly hint: string
  /** Whether all numbers are kept in float64, and not only those from 2²⁰ on. */
  readonly isWide?: boolean | undefined
}

/** Reads numbers of one notation; text and what is not finite in float32 are errors with row and column. */
export class NumericBuilder implements ColumnBuilder {
  readonly #name: string
  readonly #options: BuilderOptions
  readonly #notation: Notation
  readonly #read: (cell: string) => number
  readonly #isPlain: boolean
  #values: GrowingArray<Float32Array | Float64Array>
  #isWide: boolean
  #firstMissing: string | null = null

  /** `name`: of the column of numbers, which is a part of the file's column where these are dates. */
  constructor(name: string, notation: Notation, options: BuilderOptions) {
    this.#name = name
    this.#options = options
    this.#notation = notation
    this.#read = readerOf(notation)
    this.#isPlain = isPlain(notation)
    this.#isWide = options.isWide === true
    this.#values = new GrowingArray<Float32Array | Float64Array>(
      this.#isWide ? (length) => new Float64Array(length) : (length) => new Float32Array(length),
    )
  }

  append(rows: readonly (readonly string[])[], index: number, numbers: Int32Array): void {
    for (let r = 0; r < rows.length; r++)
      this.#push(this.#valueOf(rows[r]?.[index] ?? '', numbers[r] ?? 0))
  }

  /** Takes cells that were collected as texts: `codes` are indices into `texts`, −1 for missing ones. */
  appendTexts(
    codes: Int32Array,
    texts: readonly string[],
    firstRows: readonly number[],
    firstMissing: string | null,
  ): void {
    this.#firstMissing ??= firstMissing
    const values = texts.map((text, code) => this.#valueOf(text, firstRows[code] ?? 0))
    for (const code of codes) this.#push(values[code] ?? Number.NaN)
  }

  finish(): BuiltColumns {
    return { columns: [this.finishColumn()], notices: [], onlyPoints: null }
  }

  finishColumn(): NumericColumn {
    return {
      kind: 'numeric',
      name: this.#name,
      fileColumn: this.#options.column,
      notation: this.#notation,
      values: this.#values.take(),
      firstMissing: this.#firstMissing,
    }
  }

  #push(value: number): void {
    const rounded = Math.fround(value)
    const fits = rounded === value || !(Math.abs(value) >= FLOAT64_FROM)
    if (!fits && !this.#isWide) {
      const narrow = this.#values.take()
      this.#values = new GrowingArray((length) => new Float64Array(length))
      for (const earlier of narrow) this.#values.push(earlier)
      this.#isWide = true
    }
    this.#values.push(fits && this.#options.isWide !== true ? rounded : value)
  }

  /** A cell's number, NaN for a missing one. Throws an InputError for anything else. */
  #valueOf(cell: string, row: number): number {
    const value = this.#read(cell)
    const usable = value >= -LARGEST_FLOAT32 && value <= LARGEST_FLOAT32
    if (this.#isMissing(cell, value, usable)) {
      // A copy, as the text may be a slice that keeps a whole block of the file alive.
      this.#firstMissing ??= copyOfText(trimmed(cell))
      return Number.NaN
    }
    return usable ? value : this.#unusable(cell, value, row)
  }

  /** By its text, or by its number as programs or as this column writes it; no part of a date is such a number. */
  #isMissing(cell: string, value: number, usable: boolean): boolean {
    const { missing } = this.#options
    if (this.#notation.kind === 'number' && missing.hasNumber(value)) return true
    // A plain number that is listed is listed as a number too.
    return !(usable && this.#isPlain) && missing.has(cell)
  }

  #unusable(cell: string, value: number, row: number): never {
    const { place, column, hint } = this.#options
    const text = trimmed(cell)
    const message = Number.isNaN(value)
      ? `must be ${wantedCell(this.#notation)}, got ${quoted(text)}; ${hint}`
      : `must be a finite float32 number, got ${quoted(text)}; fix the cell, or list it under data.missingValues`
    throw cellError(place, row, column, message)
  }
}
