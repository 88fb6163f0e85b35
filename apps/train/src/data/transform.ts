import { InputError } from '../errors.ts'
import type { CategoricalColumn, Column, NumericColumn } from './column.ts'
import { curved } from './curve.ts'
import { isOneHot, type PackedColumns } from './packed-columns.ts'
import {
  type CategoricalInput,
  featureNames,
  type InputColumn,
  type NumericInput,
  type Preprocessing,
  widthOf,
} from './preprocessing.ts'
import type { Table } from './table.ts'

/** Numbers that the inputs of a part may have. */
export const MAX_ELEMENTS = 1 << 30

/**
 * The inputs of `rows`, row-major `[rows, features]`, or packed as `packed` says, float32. The columns of the table must be
 * of the kinds that were fitted.
 */
export function transformRows(
  table: Pick<Table, 'columns' | 'place'>,
  rows: Int32Array,
  preprocessing: Preprocessing,
  packed: PackedColumns | null = null,
): Float32Array {
  const features = packed?.widths.length ?? featureNames(preprocessing).length
  const size = rows.length * features
  if (size > MAX_ELEMENTS) {
    const message = `the inputs must fit in 4 GiB, got ${rows.length} rows of ${features} features; leave out columns with many categories (data.exclude), or make an index of them (data.categories.encoding: auto)`
    throw new InputError({ place: table.place, message })
  }
  const inputs = new Float32Array(size)
  const writers: Writer[] = []
  let feature = 0
  for (const input of preprocessing.inputs) {
    const column = table.columns.get(input.name)
    const position = { feature, features, isPacked: packed !== null }
    if (column !== undefined) writers.push(writerOf(column, input, inputs, position))
    feature += packed !== null && isOneHot(input) ? 1 : widthOf(input)
  }
  for (let from = 0; from < rows.length; from += ROWS_PER_TILE) {
    const to = Math.min(from + ROWS_PER_TILE, rows.length)
    for (const write of writers) write(rows, from, to)
  }
  return inputs
}

/** Rows that are written column by column at a time: few enough that their inputs stay in the cache. */
const ROWS_PER_TILE = 1024

type Writer = (rows: Int32Array, from: number, to: number) => void

interface Position {
  readonly feature: number
  readonly features: number
  /** Whether a column of one-hot categories is one number. */
  readonly isPacked: boolean
}

function writerOf(
  column: Column,
  input: InputColumn,
  inputs: Float32Array,
  position: Position,
): Writer {
  if (input.kind === 'numeric' && column.kind === 'numeric') {
    return numericWriter(column, input, inputs, position)
  }
  if (input.kind === 'categorical' && column.kind === 'categorical') {
    return categoricalWriter(column, input, inputs, position)
  }
  throw new RangeError(`transformRows: ${input.name} must be ${input.kind}, got ${column.kind}`)
}

function numericWriter(
  { values }: NumericColumn,
  input: NumericInput,
  inputs: Float32Array,
  { feature, features }: Position,
): Writer {
  const { offset, scale, fill, curve, smoothClip, indicator } = input
  const substitute = fill ?? Number.NaN
  if (curve !== undefined || smoothClip !== undefined || indicator === true) {
    return (rows, from, to) => {
      const cells = Float64Array.from(rows.subarray(from, to), (row) => values[row] ?? Number.NaN)
      const filled = cells.map((value) => (Number.isNaN(value) ? substitute : value))
      const numbers = curve === undefined ? filled : curved(curve, filled)
      for (let i = from; i < to; i++) {
        const z = ((numbers[i - from] ?? 0) - offset) / scale
        const at = i * features + feature
        inputs[at] = smoothClip === undefined ? z : clipped(z, smoothClip)
        if (indicator === true) inputs[at + 1] = Number.isNaN(cells[i - from]) ? 1 : 0
      }
    }
  }
  return (rows, from, to) => {
    for (let i = from; i < to; i++) {
      const value = values[rows[i] ?? 0] ?? Number.NaN
      const present = Number.isNaN(value) ? substitute : value
      inputs[i * features + feature] = (present - offset) / scale
    }
  }
}

/** z / √(1 + (z / bound)²): z itself near 0, and never beyond the bound. */
function clipped(z: number, bound: number): number {
  const share = z / bound
  return z / Math.sqrt(1 + share * share)
}

function categoricalWriter(
  { codes, categories }: CategoricalColumn,
  input: CategoricalInput,
  inputs: Float32Array,
  { feature, features, isPacked }: Position,
): Writer {
  const encoding = isPacked ? (input.encoding ?? 'index') : input.encoding
  const positions = new Map(input.categories.map((category, i) => [category, i]))
  const ofCode = categories.map((text) => positions.get(text) ?? -1)
  const ofMissing = positions.get(input.fill) ?? -1
  return (rows, from, to) => {
    for (let i = from; i < to; i++) {
      const code = codes[rows[i] ?? 0] ?? -1
      const at = code < 0 ? ofMissing : (ofCode[code] ?? -1)
      if (at < 0) continue
      if (encoding === undefined) inputs[i * features + feature + at] = 1
      else inputs[i * features + feature] = encoding === 'sign' ? 2 * at - 1 : at + 1
    }
  }
}
