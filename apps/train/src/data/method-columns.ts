import type { DataConfig } from '../config/config.ts'
import type { MethodColumn } from '../config/method-columns.ts'
import { quoted } from '../config/show.ts'
import { type Fault, InputError } from '../errors.ts'
import { cellError } from './cells.ts'
import type { Column } from './column.ts'
import { markColumns } from './fit-preprocessing.ts'
import { inOrder } from './order.ts'
import type { Reading } from './reading.ts'
import { weightReading } from './row-weights.ts'
import { isMissing } from './rows.ts'
import { sequenceColumns } from './sequence-columns.ts'
import { columnOf, type Selection } from './table.ts'

/** What methods read of some rows beside inputs and targets: a number or a group for each. */
export interface PartColumn {
  /** How many groups there are, whose numbers `values` are; `null`: values are what they are. */
  readonly groups: number | null
  readonly values: Float32Array | Int32Array
}

/** Whether a column is something else too, and is read as that: the target, weights, a mark of parts, an input. */
export function hasOtherUse({ name }: MethodColumn, data: DataConfig): boolean {
  const others = [
    data.target,
    data.weight,
    ...(data.inputs ?? []),
    ...[...markColumns(data), ...sequenceColumns(data)].map((column) => column.name),
  ]
  return others.includes(name)
}

/** How to read a column that methods alone use. */
export const methodReading = ({ name, use }: MethodColumn, data: DataConfig): Reading =>
  use === 'groups' ? 'categorical' : weightReading(name, data)

/** What is wrong with the columns that methods name. */
export function methodColumnFaults(place: string, data: DataConfig): Fault[] {
  return data.methodColumns.flatMap((column): Fault[] => {
    const { name, key, use } = column
    const fault = (message: string): Fault[] => [{ place, message }]
    const other = data.methodColumns.find((each) => each.name === name && each.use !== use)
    if (other !== undefined && other.key > key)
      return fault(
        `${other.key}: must be a column of ${other.use}, got ${quoted(name)}, which ${key} takes for ${use}; give the file a second column`,
      )
    const settings = Object.hasOwn(data.columns, name) ? data.columns[name] : undefined
    if (settings === undefined || hasOtherUse(column, data)) return []
    const { type, missing, scale, dates } = settings
    const isSeparators = [type, missing, scale, dates].every((setting) => setting === null)
    if (use === 'numbers' && isSeparators) return []
    const allowed = use === 'numbers' ? 'must hold only decimal and thousands' : 'must be left out'
    return fault(`data.columns.${name}: ${allowed}, as ${key} uses this column`)
  })
}

/**
 * The columns of training rows that methods read, by name. Throws `InputError` with the first row that has no
 * value.
 */
export function methodColumnsOf(
  { table, rows }: Selection,
  { methodColumns }: DataConfig,
): Readonly<Record<string, PartColumn>> {
  const columns = methodColumns.map((column): [string, PartColumn] => {
    const { name, use, key } = column
    const read = columnOf(table, name)
    const missing = rows.find((row) => isMissing(read, row))
    if (missing !== undefined) {
      const message = `${key}: a cell must have a value, got none; fill it in, or leave out the row`
      throw cellError(table.place, table.rowNumbers[missing] ?? 0, name, message)
    }
    if (use === 'groups') {
      const groups = groupsOf(read, rows)
      if (2 * (groups.groups ?? 0) <= rows.length) return [name, groups]
      const message = `${key}: groups must recur, got ${groups.groups} in ${rows.length} training rows; name a column with fewer values`
      throw new InputError({ place: `${table.place} column ${quoted(name)}`, message })
    }
    if (read.kind === 'categorical' || read.notation.kind === 'date') {
      const got = read.kind === 'categorical' ? 'texts' : 'dates'
      const message = `${key}: must name a column of numbers, got ${got}; name another column`
      throw new InputError({ place: `${table.place} column ${quoted(name)}`, message })
    }
    const values = Float32Array.from(rows, (row) => read.values[row] ?? Number.NaN)
    return [name, { groups: null, values }]
  })
  return Object.fromEntries(columns)
}

/** The groups that occur in some rows, in order, and the number of that of each row. */
function groupsOf(column: Column, rows: Int32Array): PartColumn {
  const textOf = (row: number): string =>
    column.kind === 'numeric'
      ? String(column.values[row])
      : (column.categories[column.codes[row] ?? -1] ?? '')
  const texts = inOrder([...new Set(Array.from(rows, textOf))])
  const numbers = new Map(texts.map((text, number) => [text, number]))
  return {
    groups: texts.length,
    values: Int32Array.from(rows, (row) => numbers.get(textOf(row)) ?? 0),
  }
}
