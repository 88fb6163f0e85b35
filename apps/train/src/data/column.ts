import { quoted } from '../config/show.ts'
import { cellError, type MissingValues, trimmed } from './cells.ts'
import { Growing } from './grow.ts'
import { parseNumber } from './parse-number.ts'

/**
 * A column of numbers; `NaN` where the cell is missing. Rounded to float32, but for numbers from 2²⁰ on:
 * there float32 would lose the differences of time stamps, and a column that has such numbers is float64.
 */
export interface NumericColumn {
  readonly kind: 'numeric'
  readonly name: string
  readonly values: Float32Array | Float64Array
}

/** A column of texts as indices into `categories`; −1 where the cell is missing. */
export interface CategoricalColumn {
  readonly kind: 'categorical'
  readonly name: string
  readonly codes: Int32Array
  /** In the order of their first row. */
  readonly categories: readonly string[]
}

export type Column = NumericColumn | CategoricalColumn

/** Takes the cells of one column as they are read. */
export interface ColumnBuilder {
  readonly kind: Column['kind']
  /** Takes the cell at `index` of every row. */
  append(rows: readonly (readonly string[])[], index: number, numbers: Int32Array): void
  finish(): Column
}

const largestFloat32 = 3.4028234663852886e38
const largeNumber = 1 << 20
const mostCategories = 10_000

/** Reads numbers; text and values that are not finite in float32 are errors with row and column. */
export class NumericBuilder implements ColumnBuilder {
  readonly kind = 'numeric'
  readonly #name: string
  readonly #missing: MissingValues
  readonly #place: string
  readonly #hint: string
  #values: Growing<Float32Array | Float64Array> = new Growing((length) => new Float32Array(length))
  #isWide = false

  /** `hint`: the ways out of text in this column. */
  constructor(name: string, missing: MissingValues, place: string, hint: string) {
    this.#name = name
    this.#missing = missing
    this.#place = place
    this.#hint = hint
  }

  append(rows: readonly (readonly string[])[], index: number, numbers: Int32Array): void {
    for (let r = 0; r < rows.length; r++) {
      const cell = rows[r]?.[index] ?? ''
      const value = parseNumber(cell)
      const usable =
        value >= -largestFloat32 && value <= largestFloat32 && !this.#missing.hasNumber(value)
      const rounded = Math.fround(value)
      if (!usable) this.#values.push(this.#unusual(cell, value, numbers[r] ?? 0))
      else if (rounded === value || Math.abs(value) < largeNumber) this.#values.push(rounded)
      else this.#pushWide(value)
    }
  }

  finish(): NumericColumn {
    return { kind: 'numeric', name: this.#name, values: this.#values.take() }
  }

  #pushWide(value: number): void {
    if (!this.#isWide) {
      const narrow = this.#values.take()
      this.#values = new Growing((length) => new Float64Array(length))
      for (const earlier of narrow) this.#values.push(earlier)
      this.#isWide = true
    }
    this.#values.push(value)
  }

  #unusual(cell: string, value: number, row: number): number {
    const text = trimmed(cell)
    if (this.#missing.hasText(text) || this.#missing.hasNumber(value)) return Number.NaN
    if (!Number.isNaN(value)) {
      const message = `must be a finite float32 number, got ${quoted(text)}; fix the cell, or list it under data.missingValues`
      throw cellError(this.#place, row, this.#name, message)
    }
    throw cellError(
      this.#place,
      row,
      this.#name,
      `must be a number, got ${quoted(text)}; ${this.#hint}`,
    )
  }
}

/** Reads texts; more than 10,000 different ones are an error. */
export class CategoricalBuilder implements ColumnBuilder {
  readonly kind = 'categorical'
  readonly #name: string
  readonly #missing: MissingValues
  readonly #place: string
  readonly #codes = new Growing((length) => new Int32Array(length))
  readonly #codeOf = new Map<string, number>()
  #used = 0

  constructor(name: string, missing: MissingValues, place: string) {
    this.#name = name
    this.#missing = missing
    this.#place = place
  }

  append(rows: readonly (readonly string[])[], index: number, numbers: Int32Array): void {
    for (let r = 0; r < rows.length; r++) {
      const text = trimmed(rows[r]?.[index] ?? '')
      const code = this.#codeOf.get(text) ?? this.#newCode(text, numbers[r] ?? 0)
      this.#codes.push(code)
    }
  }

  finish(): CategoricalColumn {
    const categories = [...this.#codeOf].filter(([, code]) => code >= 0).map(([text]) => text)
    return { kind: 'categorical', name: this.#name, codes: this.#codes.take(), categories }
  }

  #newCode(text: string, row: number): number {
    const code = this.#missing.has(text) ? -1 : this.#used++
    if (code >= mostCategories) {
      const message = `a categorical column must have at most ${mostCategories} different values, got one more; leave it out with data.exclude, or set data.columns.${this.#name}.type: numeric`
      throw cellError(this.#place, row, this.#name, message)
    }
    // The text may be a slice that keeps a whole block of the file alive: keep a copy.
    this.#codeOf.set(Buffer.from(text).toString(), code)
    return code
  }
}
