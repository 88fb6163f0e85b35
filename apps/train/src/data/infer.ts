import { quoted } from '../config/show.ts'
import { cellError, type MissingValues, trimmed } from './cells.ts'
import type { Column } from './column.ts'
import { parseNumber } from './parse-number.ts'

/** Rows from whose cells the types of columns, and the task, are inferred. */
export const inferenceRows = 1000

const mostIntegerClasses = 20

/** The first rows of a file. */
export interface Sample {
  readonly rows: readonly (readonly string[])[]
  readonly numbers: Int32Array
}

/**
 * The type of a column: numeric where every cell in the sample that is not missing is a number, or where
 * all are missing; categorical where at most half of them are. Where more are numbers, but not all,
 * throws `InputError` with the first cell that is none.
 */
export function inferType(
  sample: Sample,
  index: number,
  column: string,
  options: { missing: MissingValues; place: string; hint: string },
): Column['kind'] {
  const { missing, place, hint } = options
  let present = 0
  let numeric = 0
  let firstText = -1
  sample.rows.forEach((row, r) => {
    const cell = row[index] ?? ''
    if (missing.has(cell)) return
    present++
    if (!Number.isNaN(parseNumber(cell))) numeric++
    else if (firstText < 0) firstText = r
  })
  if (firstText < 0) return 'numeric'
  if (numeric * 2 <= present) return 'categorical'
  const cell = trimmed(sample.rows[firstText]?.[index] ?? '')
  const share = `most cells of this column are numbers, but this one is ${quoted(cell)}`
  throw cellError(place, sample.numbers[firstText] ?? 0, column, `${share}; ${hint}`)
}

/**
 * Whether a target of numbers counts as classes: at most 20 different integers, each of which occurs
 * twice or more on average in the sample.
 */
export function looksLikeClasses(sample: Sample, index: number, missing: MissingValues): boolean {
  const distinct = new Set<number>()
  let present = 0
  for (const row of sample.rows) {
    const cell = row[index] ?? ''
    if (missing.has(cell)) continue
    const value = parseNumber(cell)
    if (!Number.isInteger(value)) return false
    present++
    distinct.add(value)
    if (distinct.size > mostIntegerClasses) return false
  }
  return distinct.size * 2 <= present
}
