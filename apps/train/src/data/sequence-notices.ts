import type { Notice } from './notice.ts'
import { lengthOf, lengthsOf, longestOf, named, type Sequences } from './sequences.ts'
import type { Selection, Table } from './table.ts'

/** What sorting the rows of sequences by their time has met. */
export interface TimeOrder {
  /** How many sequences were not in order of time. */
  readonly unsorted: number
  /** How many have two rows of one time. */
  readonly repeated: number
  /** The second row of the first of these; −1: there is none. */
  readonly firstRepeated: number
}

/** What is odd about the sequences of a file: their order, times that occur twice, and single steps. */
export function sequenceNotices(
  table: Table,
  sequences: Omit<Sequences, 'notices'>,
  time: string | null,
  order: TimeOrder | null,
): Notice[] {
  const { place, rows, rowNumbers } = table
  const { idColumn, ids, ofRow } = sequences
  const lengths = ids.map((_, sequence) => lengthOf(sequences, sequence))
  const total = lengths.filter((length) => length > 0).length
  const share = (part: number): string =>
    `${part} of ${total} ${total === 1 ? 'sequence' : 'sequences'}`
  const notices: Notice[] = []
  const add = (column: string | null, text: string): unknown =>
    notices.push({ place, column, text })
  if (order !== null && order.unsorted > 0) {
    add(time, `the rows of ${share(order.unsorted)} were not in order of time and have been sorted`)
  }
  if (order !== null && order.repeated > 0) {
    const row = order.firstRepeated
    const owner = named(sequences, ofRow[row] ?? 0)
    add(
      time,
      `${share(order.repeated)} ${order.repeated === 1 ? 'has' : 'have'} two rows of one time, first in row ${rowNumbers[row]} (${owner}): they keep the order of the file`,
    )
  }
  const leftOut = rows - sequences.rows.length
  if (leftOut > 0) {
    const gone = lengths.length - total
    const whole =
      gone === 0
        ? ''
        : `, which leaves ${gone} ${gone === 1 ? 'sequence' : 'sequences'} without any`
    add(
      null,
      `${leftOut} of ${rows} steps ${leftOut === 1 ? 'is' : 'are'} left out for missing cells${whole}`,
    )
  }
  const single = lengths.filter((length) => length === 1).length
  if (single > 0) {
    const hint = single * 2 > total ? `; is ${idColumn} the column that tells sequences apart?` : ''
    add(idColumn, `${share(single)} ${single === 1 ? 'has' : 'have'} one step only${hint}`)
  }
  return notices
}

/** A line for each part with a sequence of more steps than `trained`, those of the longest that is trained on. */
export function lengthNotices(
  parts: readonly (Selection & { readonly name: string })[],
  trained: number | undefined,
): Notice[] {
  return parts.flatMap(({ name, table, rows }): Notice[] => {
    const { sequences, place } = table
    if (sequences === null || trained === undefined) return []
    const longest = longestOf(lengthsOf(sequences, rows))
    if (longest <= trained) return []
    const which = name === '' ? 'sequence' : `${name} sequence`
    const text = `the longest ${which} has ${longest} steps, more than the ${trained} of the longest that was trained on; all of them are used`
    return [{ place, column: null, text }]
  })
}
