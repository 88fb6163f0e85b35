import type { SequenceTarget } from '../config/config.ts'
import { quoted } from '../config/show.ts'
import type { Notice } from './notice.ts'

/** Which rows of a table are the steps of one sequence. A sequence has the number of its id, by first rows. */
export interface Sequences {
  /** The column of the ids. */
  readonly idColumn: string
  /** The text of each id. */
  readonly ids: readonly string[]
  /** The number of the sequence of each row. */
  readonly ofRow: Int32Array
  /** The rows of all sequences one after the other, each in the order of its time. */
  readonly rows: Int32Array
  /** Where each sequence begins in `rows`, and the end of the last. */
  readonly starts: Int32Array
  /** Whether a sequence has one target, or each of its steps has one. */
  readonly target: SequenceTarget
  /** How its rows were put together, where that is worth a line. */
  readonly notices: readonly Notice[]
}

/** The columns that make sequences of rows. */
export interface SequenceColumns {
  readonly id: string
  readonly time: string | null
  readonly target: SequenceTarget
}

/** What may have sequences: a table. */
interface MaybeSequences {
  /** `null`: each row is an example. */
  readonly sequences: Sequences | null
}

/** How many steps the sequence of a number has. */
export function lengthOf({ starts }: Pick<Sequences, 'starts'>, sequence: number): number {
  return (starts[sequence + 1] ?? 0) - (starts[sequence] ?? 0)
}

/** How many steps the sequences have that some rows are of. */
export function lengthsOf(sequences: Sequences, rows: Int32Array): Int32Array {
  return rows.map((row) => lengthOf(sequences, sequences.ofRow[row] ?? 0))
}

/** The largest of some lengths, or `least` where that is larger. */
export function longestOf(lengths: Int32Array, least: number = 1): number {
  return lengths.reduce((longest, length) => Math.max(longest, length), least)
}

/** The rows of a sequence, in the order of time. */
export function stepsOf({ rows, starts }: Sequences, sequence: number): Int32Array {
  return rows.subarray(starts[sequence], starts[sequence + 1])
}

/** The rows that some examples of a table are made of. `heads`: a row of each example. */
export function rowsOfExamples({ sequences }: MaybeSequences, heads: Int32Array): Int32Array {
  if (sequences === null) return heads
  const { ofRow } = sequences
  const total = heads.reduce((sum, head) => sum + lengthOf(sequences, ofRow[head] ?? 0), 0)
  const rows = new Int32Array(total)
  let position = 0
  for (const head of heads) {
    const steps = stepsOf(sequences, ofRow[head] ?? 0)
    rows.set(steps, position)
    position += steps.length
  }
  return rows
}

/** The rows with the targets of some examples of a table: those examples, or all steps of them. */
export function rowsOfTargets(table: MaybeSequences, heads: Int32Array): Int32Array {
  return table.sequences?.target === 'step' ? rowsOfExamples(table, heads) : heads
}

/** What an example of a table is called: `row`, or `sequence`. */
export function exampleWord({ sequences }: MaybeSequences): 'row' | 'sequence' {
  return sequences === null ? 'row' : 'sequence'
}

/** A sequence as messages name it: `user "u7"`. */
export function named(
  { idColumn, ids }: Pick<Sequences, 'idColumn' | 'ids'>,
  sequence: number,
): string {
  return `${idColumn} ${quoted(ids[sequence] ?? '')}`
}
