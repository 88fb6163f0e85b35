import { listed, quoted } from '../config/show.ts'
import type { CategoricalColumn, Column, NumericColumn } from '../data/column.ts'
import { inOrder } from '../data/order.ts'
import { isMissing } from '../data/rows.ts'
import { countCodes } from '../data/text-dictionary.ts'

/** What a column holds, in words: `numbers from 2.5 to 43`, `3 categories: Biscoe, Dream and Torgersen`. */
export function describeColumn(column: Column): string {
  const missing = missingIn(column)
  const gaps = missing === 0 ? '' : `; ${missing} of ${lengthOf(column)} cells are missing`
  return `${column.kind === 'categorical' ? categoriesOf(column) : numbersOf(column)}${gaps}`
}

/** The classes of a target with their shares of the rows, the most frequent first. */
export function describeClasses(target: CategoricalColumn): string {
  const most = 4
  const shares = classShares(target)
  const shown = shares.slice(0, most).map(({ name, share }) => `${asWord(name)} ${percent(share)}`)
  const all = shares.length > most ? `${shown.join(', ')}, …` : shown.join(', ')
  return `${shares.length} classes: ${all}`
}

/** Share of the most frequent class from which accuracy says little, and the others are soon fitted one by one. */
export const STRONG_MAJORITY = 0.8

/** The classes of a target and how large a share of the rows is of each, the most frequent first. */
export function classShares({ categories, codes }: CategoricalColumn) {
  const counts = countCodes(codes, categories.length)
  const total = counts.reduce((sum, count) => sum + count, 0)
  return categories
    .map((name, code) => ({ name, count: counts[code] ?? 0, share: (counts[code] ?? 0) / total }))
    .sort((a, b) => b.share - a.share)
}

/** How many cells of a column are missing. */
export function missingIn(column: Column): number {
  let missing = 0
  for (let row = 0; row < lengthOf(column); row++) if (isMissing(column, row)) missing++
  return missing
}

const lengthOf = (column: Column): number =>
  column.kind === 'numeric' ? column.values.length : column.codes.length

function categoriesOf({ categories }: CategoricalColumn): string {
  const most = 5
  const shown = inOrder(categories).slice(0, most).map(asWord)
  const amount = categories.length === 1 ? '1 category' : `${categories.length} categories`
  return `${amount}: ${categories.length > most ? `${shown.join(', ')}, …` : listed(shown)}`
}

function numbersOf({ values, notation }: NumericColumn): string {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < min) min = value
    if (value > max) max = value
  }
  if (min > max) return 'no numbers'
  if (notation.kind === 'number') return `numbers from ${short(min)} to ${short(max)}`
  const unit = notation.part === 'seconds' ? 1000 : 86_400_000
  const dayOf = (value: number): string => new Date(value * unit).toISOString().slice(0, 10)
  return `dates from ${dayOf(min)} to ${dayOf(max)}`
}

/** A text of the file in a comment. */
function asWord(text: string): string {
  const cut = text.length > 30 ? `${text.slice(0, 29)}…` : text
  return /^[\p{L}\p{N}][^\n\r",]*$/u.test(cut) ? cut : quoted(cut)
}

const short = (value: number): string => String(Number(value.toPrecision(6)))

/** A share in words: `98.2 %`. */
export const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`
