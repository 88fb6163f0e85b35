import type { Preprocessing } from './preprocessing.ts'
import type { Table } from './table.ts'

/** Texts of a column that the training part did not have: a model sees them as none of its categories. */
export interface UnknownCategories {
  readonly column: string
  readonly categories: readonly string[]
}

/** The columns of `table` with such texts, in the order of the inputs. */
export function unknownCategories(
  table: Table,
  { inputs }: Preprocessing,
): readonly UnknownCategories[] {
  return inputs.flatMap((input) => {
    const column = table.columns.get(input.name)
    if (input.kind !== 'categorical' || column?.kind !== 'categorical') return []
    const known = new Set(input.categories)
    const categories = column.categories.filter((category) => !known.has(category))
    return categories.length === 0 ? [] : [{ column: input.name, categories }]
  })
}
