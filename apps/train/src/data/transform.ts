import { InputError } from '../errors.ts'
import type { Column } from './column.ts'
import { featureNames, type InputColumn, type Preprocessing } from './preprocessing.ts'
import type { Table } from './table.ts'

const mostNumbers = 1 << 30

/**
 * The inputs of `rows`, row-major `[rows, features]`, float32. The columns of the table must be of the
 * kinds that were fitted.
 */
export function transformRows(
  table: Table,
  rows: Int32Array,
  preprocessing: Preprocessing,
): Float32Array {
  const features = featureNames(preprocessing).length
  const size = rows.length * features
  if (size > mostNumbers) {
    const message = `the inputs must fit in 4 GiB, got ${rows.length} rows of ${features} features; leave out columns with many categories (data.exclude)`
    throw new InputError({ place: table.place, message })
  }
  const inputs = new Float32Array(size)
  let feature = 0
  for (const input of preprocessing.inputs) {
    const column = table.columns.get(input.name)
    if (column !== undefined) writeInput(inputs, features, feature, rows, column, input)
    feature += input.kind === 'numeric' ? 1 : input.categories.length
  }
  return inputs
}

function writeInput(
  inputs: Float32Array,
  features: number,
  feature: number,
  rows: Int32Array,
  column: Column,
  input: InputColumn,
): void {
  if (input.kind === 'numeric' && column.kind === 'numeric') {
    const { values } = column
    const { offset, scale } = input
    const fill = input.fill ?? Number.NaN
    for (let i = 0; i < rows.length; i++) {
      const value = values[rows[i] ?? 0] ?? Number.NaN
      inputs[i * features + feature] = ((Number.isNaN(value) ? fill : value) - offset) / scale
    }
  }
  if (input.kind === 'categorical' && column.kind === 'categorical') {
    const positions = new Map(input.categories.map((category, i) => [category, i]))
    const ofCode = column.categories.map((text) => positions.get(text) ?? -1)
    const ofMissing = positions.get(input.fill) ?? -1
    for (let i = 0; i < rows.length; i++) {
      const position = ofCode[column.codes[rows[i] ?? 0] ?? -1] ?? -1
      const code = column.codes[rows[i] ?? 0] ?? -1
      const at = code < 0 ? ofMissing : position
      if (at >= 0) inputs[i * features + feature + at] = 1
    }
  }
}
