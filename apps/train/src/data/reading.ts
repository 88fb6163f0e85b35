import type { InferenceRequest } from './infer.ts'
import type { Notation } from './notation.ts'

/**
 * How to read a column of a file: as numbers of a notation, each part of its dates a column of its own; by
 * what all of its cells are; as categories; as texts, every cell as it is, none of them missing; or as ids, which are
 * texts of any number.
 */
export type Reading =
  | 'categorical'
  | 'text'
  | 'id'
  | {
      readonly kind: 'numeric'
      readonly columns: readonly { readonly name: string; readonly notation: Notation }[]
      /** Whether the numbers are all kept in float64, as times are. */
      readonly isWide?: boolean
    }
  | ({ readonly kind: 'infer' } & InferenceRequest)

/** A column that was read before. */
export type ReadColumn =
  | { readonly kind: 'categorical'; readonly name: string }
  | {
      readonly kind: 'numeric'
      readonly name: string
      readonly fileColumn: string
      readonly notation: Notation
    }

/** Readings that give the same columns from another file, by the names of the columns there. */
export function readingsLike(columns: Iterable<ReadColumn>): Map<string, Reading> {
  const readings = new Map<string, Reading>()
  for (const column of columns) {
    if (column.kind === 'categorical') {
      readings.set(column.name, 'categorical')
      continue
    }
    const { name, fileColumn, notation } = column
    const known = readings.get(fileColumn)
    const others = typeof known === 'object' && known.kind === 'numeric' ? known.columns : []
    readings.set(fileColumn, { kind: 'numeric', columns: [...others, { name, notation }] })
  }
  return readings
}

/** The column of the file that a column was read from. */
export function fileColumnOf(column: ReadColumn): string {
  return column.kind === 'numeric' ? column.fileColumn : column.name
}
