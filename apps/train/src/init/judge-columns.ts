import { quoted } from '../config/show.ts'
import type { Column } from '../data/column.ts'
import { constantOf, indexRange } from '../data/column-notices.ts'
import { textsRecur } from '../data/rows.ts'
import { describeColumn, missingIn } from './describe-column.ts'
import { leakOf, summands, suspicionOf } from './leaks.ts'
import type { FoundColumn } from './read-columns.ts'

/** What is known of a column that may be an input. */
export interface JudgedColumn {
  readonly name: string
  /** Why the model does not get it; `null`: it is an input. */
  readonly leftOut: string | null
  /** Whether the model could get it all the same, for want of others. */
  readonly isUsable: boolean
  /** What its cells are, in words; empty where they could not be read. */
  readonly words: string
}

/** Says of each column what it holds, and whether a model can learn from it. */
export function judgeColumns(
  found: readonly FoundColumn[],
  target: Column,
  rows: number,
): JudgedColumn[] {
  const columns = found.flatMap(({ column }) => column ?? [])
  const sum = summands(columns, target)
  const before: Column[] = []
  return found.map(({ name, column, fault }): JudgedColumn => {
    if (column === null) return { name, leftOut: firstClause(fault), isUsable: false, words: '' }
    const words = describeColumn(column)
    const useless = uselessOf(column, rows)
    if (useless !== null) return { name, leftOut: useless, isUsable: false, words }
    const twin = before.find((other) => areEqual(other, column))
    if (twin !== undefined)
      return { name, leftOut: `is ${quoted(twin.name)} once more`, isUsable: true, words }
    const telling = indexOf(column) ?? leakOf(column, target) ?? leakOfSum(name, sum)
    if (telling !== null) return { name, leftOut: telling, isUsable: true, words }
    before.push(column)
    const suspicion = suspicionOf(column, target)
    const remark = suspicion === null ? '' : `; ${suspicion}: is it known before the target is?`
    return { name, leftOut: null, isUsable: true, words: words + remark }
  })
}

/** Why a column tells nothing of new rows, in words; `null` where it may. */
function uselessOf(column: Column, rows: number): string | null {
  const missing = missingIn(column)
  if (missing === rows) return 'has no value in any row'
  if (missing === 0) {
    const every = Int32Array.from({ length: rows }, (_, row) => row)
    const constant = constantOf(column, every)
    if (constant !== null) return `is ${constant} in every row, which tells nothing`
  }
  if (column.kind === 'numeric' || textsRecur(column)) return null
  return `holds ${column.categories.length} different texts in ${rows - missing} cells, which hardly recur`
}

/** How a column tells the rows apart and no more, in words; `null` where it does not. */
function indexOf(column: Column): string | null {
  if (column.kind === 'categorical') return null
  const range = indexRange(column)
  if (range !== null) return `${range}, as an index of the rows does`
  const { name, values } = column
  const isNamed = /(?:^|[_\s.-])(?:id|uuid|guid)$|^(?:id|uuid|guid)[_\s.-]|[a-z](?:Id|ID)$/i.test(
    name,
  )
  const areWhole = values.every(Number.isInteger)
  if (!isNamed || !areWhole || values.length < 10) return null
  return new Set(values).size === values.length
    ? 'holds another whole number in every row, as identifiers are'
    : null
}

function leakOfSum(name: string, sum: readonly [string, string] | null): string | null {
  if (sum === null || !sum.includes(name)) return null
  const other = sum[0] === name ? sum[1] : sum[0]
  return `is the target less ${quoted(other)} in every row, and gives it away`
}

function areEqual(first: Column, second: Column): boolean {
  if (first.kind === 'numeric')
    return (
      second.kind === 'numeric' &&
      first.values.every((value, row) => Object.is(value, second.values[row]))
    )
  return (
    second.kind === 'categorical' &&
    first.categories.length === second.categories.length &&
    first.codes.every(
      (code, row) => first.categories[code] === second.categories[second.codes[row] ?? -1],
    )
  )
}

/** What an error says before its way out. */
const firstClause = (message: string): string => message.split('; ')[0] ?? message
