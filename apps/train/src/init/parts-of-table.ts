import { quoted } from '../config/show.ts'
import type { Column } from '../data/column.ts'
import { marksParts } from '../data/column-notices.ts'
import { inOrder } from '../data/order.ts'
import { areFolds } from '../data/partition.ts'
import { missingIn } from './describe-column.ts'
import type { FoundColumn } from './read-columns.ts'

/** A column that says which rows validate or test. */
export interface PartsColumn {
  readonly name: string
  /** What a config says of it, by the keys of data. */
  readonly keys: Readonly<Record<string, object>>
  readonly reason: string
}

/** The column that divides the rows of a table, each of them, by its texts or as folds; `null` where there is none. */
export function partsColumn(columns: readonly FoundColumn[]): PartsColumn | null {
  for (const { name, column } of columns) {
    if (column === null || missingIn(column) > 0) continue
    if (column.kind === 'categorical' && marksParts(column)) {
      const { categories } = column
      const named = (pattern: RegExp): string[] => categories.filter((text) => pattern.test(text))
      const [train, validation, test] = [
        named(/^train/i),
        named(/^(?:val|dev)/i),
        named(/^(?:test|hold|eval)/i),
      ]
      const reason = `its cells say which rows are for what: ${categories.map(quoted).join(', ')}`
      const marked = { ...(test.length > 0 && { test: one(test) }) }
      if (validation.length === 0)
        return { name, keys: { test: { column: name, train: one(train), ...marked } }, reason }
      const keys = {
        validation: { column: name, train: one(train), validation: one(validation), ...marked },
      }
      return { name, keys, reason }
    }
    const folds = foldsOf(name, column)
    if (folds === null) continue
    const [first = '', ...others] = folds
    // Of few folds, and of those with names, a config must say which are trained on.
    const values = areFolds(folds) ? { value: first } : { train: one(others), validation: first }
    return {
      name,
      keys: { validation: { column: name, ...values } },
      reason: `it tells ${folds.length} folds apart, of which ${first} validates here`,
    }
  }
  return null
}

function foldsOf(name: string, column: Column): string[] | null {
  if (!/^(?:(?:cv|k)[_-]?)?folds?(?:[_-]?(?:id|no|nr|number))?$/i.test(name)) return null
  const texts =
    column.kind === 'categorical' ? column.categories : [...new Set(column.values)].map(String)
  return texts.length < 2 || texts.length > 20 ? null : inOrder(texts)
}

/** One text by itself, several as a list. */
const one = (texts: readonly string[]): string | readonly string[] =>
  texts.length === 1 ? (texts[0] ?? '') : texts
