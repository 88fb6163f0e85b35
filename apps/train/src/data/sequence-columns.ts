import type { DataConfig } from '../config/config.ts'
import { quoted } from '../config/show.ts'
import type { Fault } from '../errors.ts'
import type { Column } from './column.ts'
import type { SequencePreprocessing } from './preprocessing.ts'
import type { Reading } from './reading.ts'
import { columnOf, type Table } from './table.ts'

/** The columns that make sequences of rows, with the key that names each. */
export function sequenceColumns({
  sequence,
}: Pick<DataConfig, 'sequence'>): { readonly name: string; readonly key: string }[] {
  if (sequence === null) return []
  const { id, time } = sequence
  const ofId = { name: id, key: 'data.sequence.id' }
  return time === null ? [ofId] : [ofId, { name: time, key: 'data.sequence.time' }]
}

/** How to read the columns that make sequences of the rows of a file as those of another. */
export function readingsOfSequence(sequence: SequencePreprocessing): Map<string, Reading> {
  const { id, time } = sequence
  const readings = new Map<string, Reading>([[id, 'id']])
  if (time !== null) readings.set(time.name, { kind: 'numeric', columns: [time], isWide: true })
  return readings
}

/** What is fitted of sequences: where they come from, how their times are written, and how many steps the longest has. */
export function fitSequence(
  table: Table,
  { id, time, target }: NonNullable<DataConfig['sequence']>,
  steps: number,
): SequencePreprocessing {
  const column: Column | null = time === null ? null : columnOf(table, time)
  if (column?.kind === 'categorical') throw new RangeError('fitSequence: times must be numbers')
  return { id, time: column && { name: column.name, notation: column.notation }, target, steps }
}

/** What is wrong with the settings of columns that make sequences. */
export function sequenceFaults(place: string, data: DataConfig): Fault[] {
  const { exclude, validation, test } = data
  return sequenceColumns(data).flatMap(({ name, key }): Fault[] => {
    const fault = (message: string): Fault[] => [{ place, message }]
    for (const other of ['target', 'weight'] as const) {
      if (name !== data[other]) continue
      return fault(
        `${key}: must not be ${quoted(name)}, which is data.${other}; name another column`,
      )
    }
    if (exclude.includes(name)) {
      return fault(`data.exclude: must not name ${quoted(name)}, which is ${key}`)
    }
    const isTime = key === 'data.sequence.time'
    const divided = [validation, test].some(
      (split) => split?.kind === 'column' && split.column === name,
    )
    if (isTime && divided) {
      return fault(
        `${key}: must not be ${quoted(name)}, which marks the parts; parts are of whole sequences`,
      )
    }
    const settings = Object.hasOwn(data.columns, name) ? data.columns[name] : undefined
    if (settings === undefined) return []
    const { type, missing, scale, dates } = settings
    const isSeparators = [type, missing, scale, dates].every((setting) => setting === null)
    if (isTime && isSeparators) return []
    const allowed = isTime ? 'must hold only decimal and thousands' : 'must be left out'
    return fault(`data.columns.${name}: ${allowed}, as ${key} uses this column`)
  })
}
