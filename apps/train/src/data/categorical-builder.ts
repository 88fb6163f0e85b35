import { cellError } from './cells.ts'
import type { BuiltColumns, CategoricalColumn, ColumnBuilder } from './column.ts'
import type { BuilderOptions } from './numeric-builder.ts'
import { TextDictionary } from './text-dictionary.ts'

/** Texts that a column can have to be categorical. */
export const MAX_CATEGORIES = 10_000

/** Reads texts; more than `limit` different ones are an error. */
export class CategoricalBuilder implements ColumnBuilder {
  readonly #options: BuilderOptions
  readonly #limit: number
  readonly #dictionary: TextDictionary

  constructor(options: BuilderOptions, limit: number = MAX_CATEGORIES) {
    this.#options = options
    this.#limit = limit
    this.#dictionary = new TextDictionary(options.missing)
  }

  append(rows: readonly (readonly string[])[], index: number, numbers: Int32Array): void {
    for (let r = 0; r < rows.length; r++) {
      this.#dictionary.push(rows[r]?.[index] ?? '', numbers[r] ?? 0)
      if (this.#dictionary.texts.length > this.#limit)
        throw tooManyCategoriesError(this.#options, numbers[r] ?? 0)
    }
  }

  finish(): BuiltColumns {
    return {
      columns: [categorical(this.#options.column, this.#dictionary)],
      notices: [],
      onlyPoints: null,
    }
  }
}

/** The column that a dictionary holds. */
export function categorical(
  name: string,
  dictionary: TextDictionary,
  codes: Int32Array = dictionary.takeCodes(),
): CategoricalColumn {
  const { texts, firstMissing } = dictionary
  return { kind: 'categorical', name, codes, categories: texts, firstMissing }
}

/** The error of a column with too many texts. */
export function tooManyCategoriesError({ place, column }: BuilderOptions, row: number): Error {
  const message = `a categorical column must have at most ${MAX_CATEGORIES} different values, got one more; leave it out with data.exclude, or set data.columns.${column}.type: numeric`
  return cellError(place, row, column, message)
}
