import type { DataConfig } from '../config/config.ts'
import type { Column } from './column.ts'
import { curveInWords } from './curve.ts'
import { markColumns } from './fit-preprocessing.ts'
import { hasOtherUse } from './method-columns.ts'
import { example, isPlain, type Notation } from './notation.ts'
import { inOrder } from './order.ts'
import type { InputColumn, Preprocessing } from './preprocessing.ts'
import { isMissing } from './rows.ts'
import type { Table } from './table.ts'

/** Categories that a summary lists; the others are only counted. */
const MAX_CATEGORIES_SHOWN = 20

/** How a column of the training file was read, and what the model gets of it. */
export interface ColumnSummary {
  readonly column: string
  readonly role:
    | 'target'
    | 'id of sequences'
    | 'time'
    | 'input'
    | 'weight'
    | 'for methods'
    | 'mark of parts'
    | 'left out'
  /** Such as `numbers 1.234,5`, `year of a date`, `categories`; `null` for a column that is left out. */
  readonly readAs: string | null
  /** Of numbers, in the whole file. */
  readonly range: { readonly min: number; readonly max: number } | null
  /** Of texts, in the whole file; `first`: at most 20 of them, in order. */
  readonly categories: { readonly count: number; readonly first: readonly string[] } | null
  /** Rows of the file without a value. */
  readonly missing: number | null
  /** The value that replaces a missing cell; `null`: none does, see `missingAs`. */
  readonly filledWith: number | string | null
  /** What is done with missing cells: `drop`, `mean`, `median`, `mostFrequent` or `category`. */
  readonly missingAs: string | null
  /** The model gets `(value − offset) / scale`. */
  readonly scaledBy: { readonly offset: number; readonly scale: number } | null
  /** What these numbers go through before: `quantiles`, or a power transform with its exponent; `null`: nothing. */
  readonly curvedBy: string | null
  /** Where they are drawn in smoothly after that, ± this; `null`: nowhere. */
  readonly clippedAt: number | null
  /** Whether the model is told which cells were missing. */
  readonly hasIndicator: boolean
  /** How categories become numbers. */
  readonly encodedAs: 'oneHot' | 'sign' | 'index' | null
}

/** The columns of a training file: the target first, then the inputs and the others, in the order of the file. */
export function columnSummaries(
  table: Table,
  { inputs, target }: Preprocessing,
  data: DataConfig,
): ColumnSummary[] {
  const columnOf = (name: string): Column[] => {
    const column = table.columns.get(name)
    return column === undefined ? [] : [column]
  }
  const missingTarget = data.missingTarget === 'drop' ? 'drop' : null
  const ofTarget = columnOf(target.name).map((column): ColumnSummary => {
    const read = describe(column)
    const scale = target.kind === 'number' && (target.mean !== 0 || target.scale !== 1)
    return {
      ...read,
      role: 'target',
      readAs: target.kind === 'classes' ? 'classes' : read.readAs,
      missingAs: missingTarget,
      ...(target.kind === 'number' && target.curve ? { curvedBy: curveInWords(target.curve) } : {}),
      scaledBy: scale ? { offset: target.mean, scale: target.scale } : null,
    }
  })
  const ofInputs = inputs.flatMap((input) =>
    columnOf(input.name).map((column) => ({ ...describe(column), ...preparationOf(input) })),
  )
  const { id, time = null } = data.sequence ?? {}
  const ofSequence = (name: string, role: 'id of sequences' | 'time'): ColumnSummary[] =>
    columnOf(name).map((column) => ({ ...describe(column), role }))
  const ofSequences = [
    ...(id === undefined ? [] : ofSequence(id, 'id of sequences')),
    ...(time === null ? [] : ofSequence(time, 'time')),
  ]
  const marks = new Set(markColumns(data).map(({ name }) => name))
  if (id !== undefined) marks.delete(id)
  const ofMarks = [...marks].flatMap((name) =>
    columnOf(name).map((column): ColumnSummary => ({ ...describe(column), role: 'mark of parts' })),
  )
  const ofWeights = (data.weight === null ? [] : columnOf(data.weight)).map(
    (column): ColumnSummary => ({ ...describe(column), role: 'weight' }),
  )
  const ofMethods = data.methodColumns
    .filter((column) => !hasOtherUse(column, data))
    .flatMap(({ name }) =>
      columnOf(name).map((column): ColumnSummary => ({ ...describe(column), role: 'for methods' })),
    )
  const read = new Set([...marks, ...ofMethods.map(({ column }) => column)])
  const leftOut = data.exclude.filter((name) => !read.has(name))
  return [
    ...ofTarget,
    ...ofSequences,
    ...ofInputs,
    ...ofWeights,
    ...ofMarks,
    ...ofMethods,
    ...leftOut.map((column): ColumnSummary => ({ ...emptySummary, column, role: 'left out' })),
  ]
}

const emptySummary = {
  role: 'input',
  readAs: null,
  range: null,
  categories: null,
  missing: null,
  filledWith: null,
  missingAs: null,
  scaledBy: null,
  curvedBy: null,
  clippedAt: null,
  hasIndicator: false,
  encodedAs: null,
} as const

function describe(column: Column): ColumnSummary {
  const rows = column.kind === 'numeric' ? column.values.length : column.codes.length
  let missing = 0
  for (let row = 0; row < rows; row++) if (isMissing(column, row)) missing++
  const common = { ...emptySummary, column: column.name, missing }
  if (column.kind === 'categorical') {
    const { length: count } = column.categories
    const first = inOrder(column.categories).slice(0, MAX_CATEGORIES_SHOWN)
    return { ...common, readAs: 'categories', categories: { count, first } }
  }
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const value of column.values) {
    if (value < min) min = value
    if (value > max) max = value
  }
  return {
    ...common,
    readAs: describeNotation(column.notation),
    range: missing === rows ? null : { min, max },
  }
}

function describeNotation(notation: Notation): string {
  if (notation.kind === 'date') {
    const { part } = notation
    return part === 'days' || part === 'seconds' ? `date in ${part}` : `date: ${part}`
  }
  return isPlain(notation) ? 'numbers' : `numbers ${example(notation)}`
}

function preparationOf(input: InputColumn): Partial<ColumnSummary> {
  const { missing: missingAs, fill: filledWith } = input
  const filling = { missingAs, filledWith }
  if (input.kind === 'categorical') return { ...filling, encodedAs: input.encoding ?? 'oneHot' }
  const { offset, scale, curve, smoothClip, indicator } = input
  return {
    ...filling,
    scaledBy: offset === 0 && scale === 1 ? null : { offset, scale },
    curvedBy: curve === undefined ? null : curveInWords(curve),
    clippedAt: smoothClip ?? null,
    hasIndicator: indicator === true,
  }
}
