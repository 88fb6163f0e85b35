import { quoted } from '../config/show.ts'
import { cellError } from './cells.ts'
import type { Column } from './column.ts'
import { isMissing } from './rows.ts'
import { named, stepsOf } from './sequences.ts'
import type { SequenceTable } from './table.ts'

/**
 * A row of each sequence that has steps, in the order of their ids; with a target column the first row that has a
 * target, and no sequence without one. Throws `InputError` where a column differs within a sequence.
 *
 * @param constant columns that are of the whole sequence, beside the target
 */
export function headsOfSequences(
  table: SequenceTable,
  target: Column | null,
  constant: readonly Column[],
): Int32Array {
  const { sequences } = table
  const heads = new Int32Array(sequences.ids.length)
  let count = 0
  for (let sequence = 0; sequence < sequences.ids.length; sequence++) {
    // By its place in the file, as messages name it.
    const rows = stepsOf(sequences, sequence).slice().sort()
    const [first] = rows
    if (first === undefined) continue
    const head = target === null ? first : rows.find((row) => !isMissing(target, row))
    if (head === undefined) continue
    if (target !== null) requireOneValue(table, target, rows, head, wayOutOfTarget)
    for (const column of constant) requireOneValue(table, column, rows, first)
    heads[count++] = head
  }
  return heads.slice(0, count)
}

/** Throws `InputError` with the first sequence that has no target. */
export function requireTargetOfSequences(
  { place, rowNumbers, sequences }: SequenceTable,
  target: Column,
): void {
  const without: number[] = []
  for (let sequence = 0; sequence < sequences.ids.length; sequence++) {
    const rows = stepsOf(sequences, sequence)
    if (rows.length > 0 && rows.every((row) => isMissing(target, row))) without.push(sequence)
  }
  const [first] = without
  if (first === undefined) return
  const row = stepsOf(sequences, first).reduce((least, row) => Math.min(least, row))
  const others =
    without.length === 1
      ? ''
      : ` (nor has ${without.length - 1} more ${without.length === 2 ? 'sequence' : 'sequences'})`
  const message = `a sequence must have a target in one of its rows, ${named(sequences, first)} has none${others}; fill it in, or set data.missingTarget: drop to leave such sequences out`
  throw cellError(place, rowNumbers[row] ?? 0, target.name, message)
}

const wayOutOfTarget = '; where each step has a target, set data.sequence.target: step'

function requireOneValue(
  { place, rowNumbers, sequences }: SequenceTable,
  column: Column,
  rows: Int32Array,
  first: number,
  wayOut = '',
): void {
  const value = valueAt(column, first)
  const other = rows.find((row) => !isMissing(column, row) && valueAt(column, row) !== value)
  if (other === undefined) return
  const owner = named(sequences, sequences.ofRow[first] ?? 0)
  const message = `must be the same in all rows of ${owner}, got ${shown(valueAt(column, other))} here and ${shown(value)} in row ${rowNumbers[first]}; make them one, or give the rows ids of their own${wayOut}`
  throw cellError(place, rowNumbers[other] ?? 0, column.name, message)
}

function valueAt(column: Column, row: number): string | number {
  if (column.kind === 'numeric') return column.values[row] ?? Number.NaN
  return column.categories[column.codes[row] ?? -1] ?? ''
}

const shown = (value: string | number): string =>
  typeof value === 'string' ? quoted(value) : String(value)
