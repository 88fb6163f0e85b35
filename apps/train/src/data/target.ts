import type { DataConfig } from '../config/config.ts'
import { listed, quoted } from '../config/show.ts'
import { didYouMean } from '../config/suggest.ts'
import { InputError } from '../errors.ts'
import { cellError } from './cells.ts'
import type { CategoricalColumn, Column, NumericColumn } from './column.ts'
import { type Curve, curved } from './curve.ts'
import { fitPower, fitQuantiles, presentValues } from './fit-curve.ts'
import { inOrder } from './order.ts'
import type { TargetColumn } from './preprocessing.ts'
import { isMissing, pick, textsRecur } from './rows.ts'
import { sameCell } from './same-number.ts'
import { spreadOf } from './statistics.ts'
import type { Selection, Table } from './table.ts'

/**
 * The encoding of the target column, fitted on the training rows: the classes of a categorical column, the
 * mean and deviation of a numeric one (0 and 1 if `scaleTarget` is false), with a curve before them where one is asked for.
 * Throws `InputError` for fewer than two classes, and for numbers that a curve is not defined for.
 */
export function fitTarget(
  table: Table,
  column: Column,
  rows: Int32Array,
  data: Pick<DataConfig, 'scaleTarget' | 'clampPredictions'>,
): TargetColumn {
  const { name } = column
  if (column.kind === 'numeric') return fitNumber(table, column, rows, data)
  refuseOfNumbers(table, name, data)
  const classes = inOrder(textsOf(column, rows))
  if (classes.length >= 2) return { kind: 'classes', name, classes }
  const got = classes.map(quoted).join('') || 'none'
  const message = `a target must have at least 2 classes among the rows to train on, got only ${got}; choose another data.target, or check data.validation`
  throw new InputError({ place: `${table.place} column ${quoted(name)}`, message })
}

/** What is said of a target of numbers, and would do nothing to classes, is said by mistake. */
function refuseOfNumbers(
  table: Table,
  name: string,
  { scaleTarget, clampPredictions }: Pick<DataConfig, 'scaleTarget' | 'clampPredictions'>,
): void {
  const said = [
    ...(typeof scaleTarget === 'string' ? [`data.scaleTarget: ${scaleTarget}`] : []),
    ...(clampPredictions ? ['data.clampPredictions'] : []),
  ]
  const [first] = said
  if (first === undefined) return
  const message = `${first} is for a target of numbers, and this one is read as classes; leave it out, or set data.task: regression`
  throw new InputError({ place: `${table.place} column ${quoted(name)}`, message })
}

function fitNumber(
  table: Table,
  column: NumericColumn,
  rows: Int32Array,
  { scaleTarget, clampPredictions }: Pick<DataConfig, 'scaleTarget' | 'clampPredictions'>,
): TargetColumn {
  const { name, notation, values } = column
  const { min, max, mean, deviation } = spreadOf(values, rows)
  const base = { kind: 'number', name, notation } as const
  const range = clampPredictions ? { range: [min, max] as const } : {}
  if (scaleTarget === false) return { ...base, mean: 0, scale: 1, ...range }
  if (scaleTarget === true) {
    return { ...base, mean, scale: deviation === 0 ? 1 : deviation, ...range }
  }
  if (scaleTarget === 'log') requirePositive(table, column, rows)
  const numbers = presentValues(values, rows)
  const curve = targetCurve(scaleTarget, numbers)
  if (curve.kind === 'quantiles') return { ...base, mean: 0, scale: 1, curve, ...range }
  const made = curved(curve, numbers)
  const spread = spreadOf(made, Int32Array.from(made.keys()))
  return { ...base, mean: spread.mean, scale: spread.deviation || 1, curve, ...range }
}

function targetCurve(scaleTarget: string, numbers: Float64Array): Curve {
  if (scaleTarget === 'log') return { kind: 'log' }
  if (scaleTarget === 'log1p') return { kind: 'power', lambda: 0 }
  if (scaleTarget === 'power') return fitPower(numbers)
  const curve = fitQuantiles(numbers)
  const { values, scores } = curve
  const [low, high] = [0, values.length - 1]
  const width = (values[high] ?? 0) - (values[low] ?? 0)
  // Beyond the training part as steep as the whole is, so that targets there stay what they are.
  const slope = width > 0 ? ((scores[high] ?? 0) - (scores[low] ?? 0)) / width : 1
  return { ...curve, slope }
}

/** Throws `InputError` with the first row whose target has no logarithm. */
function requirePositive(
  { place, rowNumbers }: Table,
  column: NumericColumn,
  rows: Int32Array,
): void {
  const row = rows.find((row) => (column.values[row] ?? Number.NaN) <= 0)
  if (row === undefined) return
  const message = `data.scaleTarget: log needs targets above 0, got ${column.values[row]}; log1p takes 0 as well, and power and quantile any number`
  throw cellError(place, rowNumbers[row] ?? 0, column.name, message)
}

/** Throws `InputError` for a categorical target whose texts are hardly ever the same. */
export function checkTarget({ table, rows }: Selection, column: Column): void {
  if (column.kind === 'numeric') return
  const { sequences } = table
  const count = column.categories.length
  const isOfRows = sequences === null || sequences.target === 'step'
  if (isOfRows ? textsRecur(column) : count * 2 <= rows.length) return
  const among = isOfRows
    ? `${table.rows} rows`
    : `${rows.length} ${rows.length === 1 ? 'sequence' : 'sequences'}`
  const message = `classes must recur, got ${count} different ones in ${among}; set data.task: regression if they are numbers, or choose another data.target`
  throw new InputError({ place: `${table.place} column ${quoted(column.name)}`, message })
}

/** The texts of a column that occur in `rows`. */
function textsOf(column: CategoricalColumn, rows: Int32Array): string[] {
  const occurs = new Uint8Array(column.categories.length)
  for (const row of rows) {
    const code = column.codes[row] ?? -1
    if (code >= 0) occurs[code] = 1
  }
  return column.categories.filter((_, code) => occurs[code] === 1)
}

/**
 * The target of `rows` as the model learns it: class indices, or scaled values. Throws `InputError` for a
 * class that is not among those of `target`.
 *
 * @param requirement what a class must do, for the error: `occur in the training part`
 */
export function encodeTarget(
  table: Table,
  column: Column,
  rows: Int32Array,
  target: TargetColumn,
  requirement: string = 'occur in the training part',
): Int32Array | Float32Array {
  if (column.kind === 'numeric') {
    const { mean, scale, curve } =
      target.kind === 'number' ? target : { mean: 0, scale: 1, curve: undefined }
    if (curve !== undefined) {
      if (curve.kind === 'log') requirePositive(table, column, rows)
      const numbers = Float64Array.from(rows, (row) => column.values[row] ?? Number.NaN)
      return Float32Array.from(curved(curve, numbers), (value) => (value - mean) / scale)
    }
    const values = new Float32Array(rows.length)
    for (let i = 0; i < rows.length; i++) {
      values[i] = ((column.values[rows[i] ?? 0] ?? Number.NaN) - mean) / scale
    }
    return values
  }
  const classes = target.kind === 'classes' ? target.classes : []
  const indices = new Map(classes.map((label, i) => [label, i]))
  const ofCode = column.categories.map((text) => indices.get(text) ?? -1)
  const encoded = pick(column.codes, rows).map((code) => ofCode[code] ?? -1)
  const stranger = encoded.indexOf(-1)
  if (stranger >= 0) {
    const row = rows[stranger] ?? 0
    const code = column.codes[row] ?? -1
    const text = column.categories[code] ?? ''
    const like = classes.find((label) => sameCell(label, text))
    const hint =
      like === undefined
        ? didYouMean(text, classes) || '; rename it in the file, or train with rows of this class'
        : `; a class is its text, so write ${quoted(like)}`
    const message = `a class must ${requirement}, got ${quoted(text)} beside ${listed(classes)}${hint}`
    throw cellError(table.place, table.rowNumbers[row] ?? 0, column.name, message)
  }
  return encoded
}

/** Throws `InputError` with the first row whose target is missing. */
export function requireTarget(table: Table, column: Column): void {
  let first = -1
  let count = 0
  for (let row = 0; row < table.rows; row++) {
    if (!isMissing(column, row)) continue
    if (count++ === 0) first = row
  }
  if (count === 0) return
  const others = count === 1 ? '' : ` (and in ${count - 1} more ${count === 2 ? 'row' : 'rows'})`
  const text = column.firstMissing ?? ''
  const [got, way] =
    text === ''
      ? ['an empty cell', '']
      : [
          `${quoted(text)}, which data.missingValues takes for no value,`,
          `, or data.missingValues: { remove: [${quoted(text)}] } if it is a value`,
        ]
  const message = `the target must not be missing, got ${got} here${others}; fill it in, set data.missingTarget: drop to leave such rows out${way}`
  throw cellError(table.place, table.rowNumbers[first] ?? 0, column.name, message)
}
