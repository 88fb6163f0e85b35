import type { DataConfig } from '../config/config.ts'
import { quoted } from '../config/show.ts'
import { InputError } from '../errors.ts'
import type { CategoricalColumn } from './column.ts'
import { missingOf, settingsOf } from './column-settings.ts'
import { inOrder } from './order.ts'
import type { CategoricalInput, InputColumn } from './preprocessing.ts'
import type { Table } from './table.ts'

/** Fits a categorical input on the training rows of a table; `null` where none has a value. */
export function fitCategorical(
  table: Pick<Table, 'place'>,
  column: CategoricalColumn,
  training: Int32Array,
  data: DataConfig,
): InputColumn | null {
  const { name, codes } = column
  const missing = missingOf(column, data) ?? data.missing.categorical
  const counts = new Int32Array(column.categories.length)
  let absent = 0
  for (const row of training) {
    const code = codes[row] ?? -1
    if (code < 0) absent++
    else counts[code] = (counts[code] ?? 0) + 1
  }
  const countOf = new Map(column.categories.map((text, code) => [text, counts[code] ?? 0]))
  const present = inOrder(column.categories.filter((text) => countOf.get(text) !== 0))
  if (present.length === 0) return null
  const encoding = encodingOf(table, column, present, data)
  const fitted: Pick<CategoricalInput, 'kind' | 'name' | 'missing' | 'encoding'> = {
    ...{ kind: 'categorical', name, missing },
    ...(encoding === 'oneHot' ? {} : { encoding }),
  }
  if (missing === 'mostFrequent') {
    const mostFrequent = present.reduce((best, text) =>
      (countOf.get(text) ?? 0) > (countOf.get(best) ?? 0) ? text : best,
    )
    return { ...fitted, categories: present, fill: mostFrequent }
  }
  // Between −1 and 1 there is 0 for it.
  const ownCategory = missing === 'category' && absent > 0 && encoding !== 'sign'
  return { ...fitted, categories: ownCategory ? [...present, null] : present, fill: null }
}

/** How a column becomes numbers, by what a config says and how many texts the training rows have. */
function encodingOf(
  { place }: Pick<Table, 'place'>,
  column: CategoricalColumn,
  { length: count }: readonly string[],
  data: DataConfig,
): 'oneHot' | 'sign' | 'index' {
  const asked = settingsOf(data, column)?.encoding ?? data.categories.encoding
  if (asked === 'sign' && count !== 2) {
    const { name } = column
    const message = `data.columns.${name}.encoding: sign is for two categories, got ${count} among the training rows; use oneHot, index or auto`
    throw new InputError({ place: `${place} column ${quoted(name)}`, message })
  }
  if (asked !== 'auto') return asked
  if (count === 2) return 'sign'
  return count <= data.categories.maxOneHot ? 'oneHot' : 'index'
}
