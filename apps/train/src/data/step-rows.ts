import { pick } from './rows.ts'
import { lengthsOf, rowsOfExamples } from './sequences.ts'
import type { Selection } from './table.ts'

/** The rows that the steps of some sequences stand in, where each step has a target. */
export interface StepRows {
  /** Where the steps of each sequence begin among all of them, and the end of the last. */
  readonly starts: Int32Array
  /** The position of each step among all rows of the file, from 0. */
  readonly positions: Int32Array
  /** The number of each step in the file, as a spreadsheet counts. */
  readonly rowNumbers: Int32Array
}

/** The rows of the steps of examples; nothing unless each step has a target. */
export function stepRowsOf({ table, rows: heads }: Selection): { readonly stepRows?: StepRows } {
  const { sequences, rowNumbers } = table
  if (sequences?.target !== 'step') return {}
  const starts = new Int32Array(heads.length + 1)
  lengthsOf(sequences, heads).forEach((length, i) => {
    starts[i + 1] = (starts[i] ?? 0) + length
  })
  const positions = rowsOfExamples(table, heads)
  return { stepRows: { starts, positions, rowNumbers: pick(rowNumbers, positions) } }
}
