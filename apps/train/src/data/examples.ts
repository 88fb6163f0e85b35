import { InputError } from '../errors.ts'
import type { Column } from './column.ts'
import { withSequences } from './group-sequences.ts'
import { type PackedColumns, packingOf } from './packed-columns.ts'
import type { Preprocessing } from './preprocessing.ts'
import { completeRows } from './rows.ts'
import { headsOfSequences, requireTargetOfSequences } from './sequence-heads.ts'
import { lengthsOf, longestOf, rowsOfExamples, type SequenceColumns } from './sequences.ts'
import type { Selection, Table } from './table.ts'
import { requireTarget } from './target.ts'
import { MAX_ELEMENTS, transformRows } from './transform.ts'

/** What makes examples of the rows of a table. */
export interface ExampleRequest {
  /** `null`: each row is an example. */
  readonly sequence: SequenceColumns | null
  /** `null`: examples may be without one. */
  readonly target: Column | null
  readonly missingTarget: 'error' | 'drop'
  /** Inputs without which a row is left out. */
  readonly needed: readonly Column[]
  /** Columns of which a sequence has one value, beside its target. */
  readonly constant: readonly Column[]
}

/** The examples of a table: its rows, or the sequences that they are the steps of, that have all they need. */
export function examplesOf(
  table: Table,
  { sequence, target, missingTarget, needed, constant }: ExampleRequest,
): Selection {
  if (sequence === null) {
    if (target !== null && missingTarget === 'error') requireTarget(table, target)
    return { table, rows: completeRows(table.rows, target === null ? needed : [target, ...needed]) }
  }
  if (sequence.target === 'step' && target !== null) {
    if (missingTarget === 'error') requireTarget(table, target)
    const steps = withSequences(table, sequence, completeRows(table.rows, [target, ...needed]))
    return { table: steps, rows: headsOfSequences(steps, null, constant) }
  }
  const sequences = withSequences(table, sequence, completeRows(table.rows, needed))
  if (target !== null && missingTarget === 'error') requireTargetOfSequences(sequences, target)
  return { table: sequences, rows: headsOfSequences(sequences, target, constant) }
}

/** The inputs of examples as a model takes them. */
export interface ExampleInputs {
  /** `[rows, features]`, unless they are packed, or of sequences `[sequences, steps, features]` with zeros after the last step of each. */
  readonly inputs: Float32Array
  /** How they are packed; absent where they are not. */
  readonly packed?: PackedColumns | undefined
  /** How many steps `inputs` has room for; `null`: no sequences. */
  readonly steps: number | null
  /** How many steps each sequence has; `null` where all have `steps` of them, or are no sequences. */
  readonly lengths: Int32Array | null
}

/**
 * The inputs of some examples: of sequences with room for as many steps as the preprocessing says, or more if one has.
 *
 * @param packed how they are packed, `null` for not; by default by how many they are
 */
export function transformExamples(
  { table, rows: heads }: Selection,
  preprocessing: Preprocessing,
  packed: PackedColumns | null = packingOf(preprocessing.inputs, heads.length),
): ExampleInputs {
  const { sequences } = table
  const rows = rowsOfExamples(table, heads)
  const written = transformRows(table, rows, preprocessing, packed)
  const packing = packed === null ? {} : { packed }
  if (sequences === null) return { inputs: written, ...packing, steps: null, lengths: null }
  const lengths = lengthsOf(sequences, heads)
  const steps = longestOf(lengths, preprocessing.sequence?.steps)
  const width = rows.length === 0 ? 0 : written.length / rows.length
  if (heads.length * steps * width > MAX_ELEMENTS) {
    const message = `the inputs must fit in 4 GiB, got ${heads.length} sequences of ${steps} steps of ${width} features; divide the longest sequences, or leave out columns (data.exclude)`
    throw new InputError({ place: table.place, message })
  }
  const inputs = new Float32Array(heads.length * steps * width)
  let begin = 0
  lengths.forEach((length, i) => {
    const end = begin + length * width
    inputs.set(written.subarray(begin, end), i * steps * width)
    begin = end
  })
  const isWhole = lengths.every((length) => length === steps)
  return { inputs, ...packing, steps, lengths: isWhole ? null : lengths }
}
