import { quoted } from '../config/show.ts'
import { cellError } from './cells.ts'
import { sequenceNotices, type TimeOrder } from './sequence-notices.ts'
import type { SequenceColumns, Sequences } from './sequences.ts'
import type { SequenceTable, Table } from './table.ts'

/**
 * A table of which some rows are the steps of sequences. Throws `InputError` for a row without id or time.
 *
 * @param usable the rows that become steps, ascending
 */
export function withSequences(
  table: Table,
  columns: SequenceColumns,
  usable: Int32Array,
): SequenceTable {
  const id = table.columns.get(columns.id)
  if (id?.kind !== 'categorical') throw new RangeError('withSequences: ids must be texts')
  requireIds(table, id.codes, id.categories, id.name)
  const time = columns.time === null ? null : timesOf(table, columns.time)
  const { rows, starts } = grouped(id.codes, usable, id.categories.length)
  const order = time === null ? null : sortByTime(rows, starts, time)
  const { target } = columns
  const sequences = {
    ...{ idColumn: id.name, ids: id.categories, ofRow: id.codes },
    ...{ rows, starts, target },
  }
  const notices = sequenceNotices(table, sequences, columns.time, order)
  return { ...table, sequences: { ...sequences, notices } }
}

function requireIds(
  { place, rowNumbers }: Table,
  codes: Int32Array,
  ids: readonly string[],
  name: string,
): void {
  const row = codes.indexOf(ids.indexOf(''))
  if (row < 0 || !ids.includes('')) return
  const message =
    'a row must say which sequence it is a step of, got an empty cell; fill it in, or delete the row'
  throw cellError(place, rowNumbers[row] ?? 0, name, message)
}

function timesOf({ columns, place, rowNumbers }: Table, name: string): ArrayLike<number> {
  const column = columns.get(name)
  if (column?.kind !== 'numeric') throw new RangeError('withSequences: times must be numbers')
  const row = column.values.findIndex(Number.isNaN)
  if (row < 0) return column.values
  const text = column.firstMissing ?? ''
  const got = text === '' ? 'an empty cell' : `${quoted(text)}, which stands for no value`
  const message = `a step must have a time, got ${got}; fill it in, delete the row, or leave data.sequence.time out if the rows are in order`
  throw cellError(place, rowNumbers[row] ?? 0, name, message)
}

/** Rows by their codes, those of one code as they were. */
function grouped(
  codes: Int32Array,
  usable: Int32Array,
  count: number,
): Pick<Sequences, 'rows' | 'starts'> {
  const starts = new Int32Array(count + 1)
  for (const row of usable) {
    const next = (codes[row] ?? 0) + 1
    starts[next] = (starts[next] ?? 0) + 1
  }
  for (let i = 1; i <= count; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0)
  const free = starts.slice()
  const rows = new Int32Array(usable.length)
  for (const row of usable) {
    const code = codes[row] ?? 0
    const position = free[code] ?? 0
    rows[position] = row
    free[code] = position + 1
  }
  return { rows, starts }
}

/** Sorts the rows of each sequence by their time, in place; rows of one time stay as they are in the file. */
function sortByTime(rows: Int32Array, starts: Int32Array, times: ArrayLike<number>): TimeOrder {
  const timeOf = (row: number | undefined): number => times[row ?? -1] ?? Number.NaN
  let [unsorted, repeated, firstRepeated] = [0, 0, -1]
  for (let sequence = 0; sequence + 1 < starts.length; sequence++) {
    const steps = rows.subarray(starts[sequence], starts[sequence + 1])
    if (steps.some((row, i) => i > 0 && timeOf(row) < timeOf(steps[i - 1]))) {
      unsorted++
      steps.sort((one, other) => timeOf(one) - timeOf(other) || one - other)
    }
    const again = steps.find((row, i) => i > 0 && timeOf(row) === timeOf(steps[i - 1]))
    if (again === undefined) continue
    repeated++
    if (firstRepeated < 0) firstRepeated = again
  }
  return { unsorted, repeated, firstRepeated }
}
