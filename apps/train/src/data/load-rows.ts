import type { Column } from './column.ts'
import { type ExampleInputs, examplesOf, transformExamples } from './examples.ts'
import type { Notice } from './notice.ts'
import type { Preprocessing, TargetColumn } from './preprocessing.ts'
import type { Source } from './read-csv.ts'
import { readTable } from './read-table.ts'
import { trainedReadings } from './readings.ts'
import { weightsOf } from './row-weights.ts'
import { pick } from './rows.ts'
import { lengthNotices } from './sequence-notices.ts'
import { rowsOfTargets } from './sequences.ts'
import { type StepRows, stepRowsOf } from './step-rows.ts'
import {
  columnOf,
  requireColumns,
  requireShape,
  type Selection,
  type Table,
  type TableRequest,
} from './table.ts'
import { encodeTarget } from './target.ts'
import { unseenNotices } from './unseen.ts'

/** Rows or sequences of a file, prepared for a trained model. */
export interface LoadedRows extends ExampleInputs {
  /** How many rows, or sequences, are in `inputs`. */
  readonly rows: number
  /** How many rows, or sequences with one target, the file has. */
  readonly total: number
  /** `null` unless targets were asked for. */
  readonly targets: Int32Array | Float32Array | null
  /** How much each row, or sequence, counts in the loss; alike where there are none. */
  readonly weights?: Float32Array | undefined
  /** The id of each sequence; `null`: each row is an example. */
  readonly ids: readonly string[] | null
  /** The position of each row among all rows of the file, or of each sequence among all ids, from 0, ascending. */
  readonly positions: Int32Array
  /** The number of each row in the file, as a spreadsheet counts; of a sequence that of its first row. */
  readonly rowNumbers: Int32Array
  /** Where the steps stand, if each has a target; absent: each example has one. */
  readonly stepRows?: StepRows | undefined
  readonly source: Source
  /** What the rows hold that the model was not trained on. */
  readonly notices: readonly Notice[]
}

/** Options of `loadRows`. */
export interface RowsOptions {
  /** `required`: every row must have a target the model knows, and a weight if it was trained with some; `ignore`: these columns need not exist. */
  readonly targets: 'required' | 'ignore'
  /** Called with the share of the file read so far, 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined
}

/**
 * Reads a file of the shape that `preprocessing` was fitted on. Rows that it leaves out (`missing: drop`,
 * `missingTarget: drop`) are not among `positions`. Throws `InputError` with file, row and column.
 */
export async function loadRows(
  path: string,
  preprocessing: Preprocessing,
  options: RowsOptions,
): Promise<LoadedRows> {
  const { target, weight } = preprocessing
  const required = options.targets === 'required'
  const table = await readTable({
    ...trainedRequest(preprocessing, options.targets),
    path,
    onProgress: options.onProgress,
  })
  requireShape(table, preprocessing.shape)
  const { sequence } = preprocessing
  const selection = trainedExamples(table, preprocessing, options.targets)
  const { rows } = selection
  const { sequences } = selection.table
  const examples = transformExamples(selection, preprocessing)
  return {
    rows: rows.length,
    ...examples,
    targets: required ? trainedTargets(table, rowsOfTargets(selection.table, rows), target) : null,
    ...(required ? weightsOf(selection.table, rows, weight) : {}),
    ids: sequences && Array.from(rows, (row) => sequences.ids[sequences.ofRow[row] ?? 0] ?? ''),
    positions: sequences === null ? rows : pick(sequences.ofRow, rows),
    total: sequences === null || sequences.target === 'step' ? table.rows : sequences.ids.length,
    rowNumbers: pick(table.rowNumbers, rows),
    ...stepRowsOf(selection),
    source: table.source,
    notices: [
      ...(sequences?.notices ?? []),
      ...lengthNotices([{ name: '', ...selection }], sequence?.steps),
      ...unseenNotices({ name: '', ...selection }, preprocessing),
    ],
  }
}

/** How a file is read of the shape that a preprocessing was fitted on. */
export function trainedRequest(
  preprocessing: Preprocessing,
  targets: RowsOptions['targets'],
): Omit<TableRequest, 'path'> {
  const { delimiter, comment, header, missingValues } = preprocessing
  const readings = trainedReadings(preprocessing, targets === 'required')
  return {
    delimiter,
    comment,
    header,
    missingValues,
    textHint: () => 'fix the cell; the model was trained on numbers here',
    readings: (columns, place) => {
      const key = 'the columns the model was trained on must be here'
      const required = [...readings.keys()].map((name) => ({ name, key }))
      requireColumns(columns, required, place)
      return readings
    },
  }
}

/** The rows of a table, or its sequences, that a trained model takes. */
export function trainedExamples(
  table: Table,
  { inputs, target, weight, sequence, missingTarget }: Preprocessing,
  targets: RowsOptions['targets'],
): Selection {
  const required = targets === 'required'
  return examplesOf(table, {
    sequence: sequence === undefined ? null : { ...sequence, time: sequence.time?.name ?? null },
    target: required ? columnOf(table, target.name) : null,
    missingTarget,
    needed: inputs.flatMap(({ name, missing }): Column[] => {
      const column = table.columns.get(name)
      return missing === 'drop' && column !== undefined ? [column] : []
    }),
    constant: required && weight !== undefined ? [columnOf(table, weight.name)] : [],
  })
}

/** The targets of some rows as a trained model has learnt them. */
export function trainedTargets(
  table: Table,
  rows: Int32Array,
  target: TargetColumn,
): Int32Array | Float32Array {
  const knownToModel = 'be one that the model was trained on'
  return encodeTarget(table, columnOf(table, target.name), rows, target, knownToModel)
}
