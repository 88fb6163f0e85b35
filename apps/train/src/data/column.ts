import type { Notation } from './notation.ts'

/**
 * A column of numbers; `NaN` where the cell is missing. Rounded to float32, but for numbers from 2²⁰ on:
 * there float32 would lose the differences of time stamps, and a column that has such numbers is float64.
 */
export interface NumericColumn {
  readonly kind: 'numeric'
  readonly name: string
  /** The column of the file; another name than `name` where this is a part of a date. */
  readonly fileColumn: string
  readonly notation: Notation
  readonly values: Float32Array | Float64Array
  /** The text of the first missing cell; `null`: none is missing. */
  readonly firstMissing: string | null
}

/** A column of texts as indices into `categories`; −1 where the cell is missing. */
export interface CategoricalColumn {
  readonly kind: 'categorical'
  readonly name: string
  readonly codes: Int32Array
  /** In the order of their first row, as written but for the spaces around them. */
  readonly categories: readonly string[]
  /** The text of the first missing cell; `null`: none is missing. */
  readonly firstMissing: string | null
}

export type Column = NumericColumn | CategoricalColumn

/** The columns that were read from one column of a file. */
export interface BuiltColumns {
  /** One, or one for each part of its dates. */
  readonly columns: readonly Column[]
  /** Remarks on how it was read, one line each. */
  readonly notices: readonly string[]
  /** A number such as 1.234 that would be 1234 if the file wrote decimal commas; `null`: none. */
  readonly onlyPoints: string | null
  /** Why a target was taken for classes, or for a number to predict, if the config did not say. */
  readonly taskReason?: string | null | undefined
}

/** Takes the cells of one column as they are read. */
export interface ColumnBuilder {
  /** Takes the cell at `index` of every row. */
  append(rows: readonly (readonly string[])[], index: number, numbers: Int32Array): void
  finish(): BuiltColumns
}
