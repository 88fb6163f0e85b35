import type { Column } from './column.ts'
import type { Notice } from './notice.ts'
import { type Preprocessing, readTarget } from './preprocessing.ts'
import type { Source } from './read-csv.ts'
import { readTable } from './read-table.ts'
import { readingsLike } from './reading.ts'
import { readWeight, weightsOf } from './row-weights.ts'
import { completeRows, pick } from './rows.ts'
import { requireColumns, requireShape } from './table.ts'
import { encodeTarget, requireTarget } from './target.ts'
import { transformRows } from './transform.ts'
import { unseenNotices } from './unseen.ts'

/** Rows of a file, prepared for a trained model. */
export interface LoadedRows {
  /** How many rows are in `inputs`. */
  readonly rows: number
  /** `[rows, features]`, row-major. */
  readonly inputs: Float32Array
  /** `null` unless targets were asked for. */
  readonly targets: Int32Array | Float32Array | null
  /** How much each row counts in the loss; alike where there are none. */
  readonly weights?: Float32Array | undefined
  /** The position of each row among all rows of the file, from 0, ascending. */
  readonly positions: Int32Array
  /** The number of each row in the file, as a spreadsheet counts. */
  readonly rowNumbers: Int32Array
  readonly source: Source
  /** What the rows hold that the model was not trained on. */
  readonly notices: readonly Notice[]
}

const knownToModel = 'be one that the model was trained on'

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
  const { inputs, target, weight, delimiter, comment, header, missingValues } = preprocessing
  const required = options.targets === 'required'
  const measured = [readTarget(target), ...(weight === undefined ? [] : [readWeight(weight)])]
  const readings = readingsLike(required ? [...inputs, ...measured] : inputs)
  const table = await readTable({
    path,
    delimiter,
    comment,
    header,
    missingValues,
    textHint: () => 'fix the cell; the model was trained on numbers here',
    readings: (columns, place) => {
      const key = 'the columns the model was trained on must be here'
      const names = [...readings.keys()]
      requireColumns(
        columns,
        names.map((name) => ({ name, key })),
        place,
      )
      return readings
    },
    onProgress: options.onProgress,
  })
  requireShape(table, preprocessing.shape)
  const targetColumn = required ? table.columns.get(target.name) : undefined
  if (targetColumn !== undefined && preprocessing.missingTarget === 'error') {
    requireTarget(table, targetColumn)
  }
  const needed = inputs.flatMap(({ name, missing }): Column[] => {
    const column = table.columns.get(name)
    return missing === 'drop' && column !== undefined ? [column] : []
  })
  const rows = completeRows(
    table.rows,
    targetColumn === undefined ? needed : [targetColumn, ...needed],
  )
  return {
    rows: rows.length,
    inputs: transformRows(table, rows, preprocessing),
    targets:
      targetColumn === undefined
        ? null
        : encodeTarget(table, targetColumn, rows, target, knownToModel),
    ...(required ? weightsOf(table, rows, weight) : {}),
    positions: rows,
    rowNumbers: pick(table.rowNumbers, rows),
    source: table.source,
    notices: unseenNotices({ table, rows, name: '' }, preprocessing),
  }
}
