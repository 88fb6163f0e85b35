import type { Config, DataConfig, Task } from '../config/config.ts'
import { listed } from '../config/show.ts'
import { InputError } from '../errors.ts'
import { checkInputs, fitPreprocessing, inputColumns, missingOf } from './fit.ts'
import type { Notice } from './notice.ts'
import { byColumn, byFraction } from './partition.ts'
import { featureNames, type Preprocessing, taskOf } from './preprocessing.ts'
import type { Source } from './read-csv.ts'
import { readingsOf, sameReadings, textHint } from './readings.ts'
import { completeRows, pick } from './rows.ts'
import type { Shuffler } from './split.ts'
import { columnOf, readTable, type Table, type TableRequest } from './table.ts'
import { checkTarget, encodeTarget, requireTarget } from './target.ts'
import { transformRows } from './transform.ts'

/** Rows ready for a model. */
export interface Part {
  readonly rows: number
  /** `[rows, features]`, row-major. */
  readonly inputs: Float32Array
  /** Class indices, or values scaled as `preprocessing.target` says; one a row. */
  readonly targets: Int32Array | Float32Array
  /** The number of each row in its file, as a spreadsheet counts. */
  readonly rowNumbers: Int32Array
}

/** What a run trains and validates on. */
export interface Dataset {
  readonly task: Task
  /** Names of the inputs after one-hot encoding: `age`, `island=Biscoe`. */
  readonly features: readonly string[]
  /** In the order of their indices; empty for regression. */
  readonly classes: readonly string[]
  readonly training: Part
  readonly validation: Part
  readonly preprocessing: Preprocessing
  readonly sources: readonly Source[]
  /** How the files were read, where that is worth a line. */
  readonly notices: readonly Notice[]
}

/** Options of `loadDataset`. */
export interface LoadOptions {
  /** Decides which rows validate. */
  readonly rng: Shuffler
  /** Called with the share of all bytes read so far, 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined
}

/**
 * Reads the files that a config names, splits them, and fits the preprocessing on the training part.
 * Throws `InputError` with file, row and column for data that cannot be trained on.
 */
export async function loadDataset(
  config: Pick<Config, 'data'>,
  options: LoadOptions,
): Promise<Dataset> {
  const { data } = config
  const report = options.onProgress ?? ((): void => {})
  const files = data.validation.kind === 'file' ? 2 : 1
  const table = await readTable({
    ...layoutOf(data),
    path: data.file,
    readings: (columns, place) => readingsOf(columns, place, data),
    onProgress: (fraction) => report(fraction / files),
  })
  checkInputs(table, data)
  const rows = usableRows(table, data)
  const target = columnOf(table, data.target)
  checkTarget(table, target, rows)
  const { validation } = data
  if (validation.kind === 'file') {
    const other = await readTable({
      ...layoutOf(data),
      path: validation.file,
      readings: (columns, place) => sameReadings(columns, place, table, data),
      onProgress: (fraction) => report((1 + fraction) / files),
    })
    return assemble(data, { table, rows }, { table: other, rows: usableRows(other, data) })
  }
  const parts =
    validation.kind === 'column'
      ? byColumn(table, rows, validation)
      : byFraction(table, rows, { ...validation, target, rng: options.rng })
  return assemble(data, { table, rows: parts.training }, { table, rows: parts.validation })
}

interface Selection {
  readonly table: Table
  readonly rows: Int32Array
}

function assemble(data: DataConfig, training: Selection, validation: Selection): Dataset {
  const target = columnOf(training.table, data.target)
  const preprocessing = fitPreprocessing(training.table, training.rows, target, data)
  const partOf = ({ table, rows }: Selection): Part => ({
    rows: rows.length,
    inputs: transformRows(table, rows, preprocessing),
    targets: encodeTarget(table, columnOf(table, data.target), rows, preprocessing.target),
    rowNumbers: pick(table.rowNumbers, rows),
  })
  const sources = [training.table.source, validation.table.source]
  return {
    task: taskOf(preprocessing),
    features: featureNames(preprocessing),
    classes: preprocessing.target.kind === 'classes' ? preprocessing.target.classes : [],
    training: partOf(training),
    validation: partOf(validation),
    preprocessing,
    sources: [...new Set(sources)],
    notices: [],
  }
}

function layoutOf(data: DataConfig): Omit<TableRequest, 'path' | 'readings'> {
  return {
    delimiter: data.delimiter,
    header: data.header,
    missingValues: data.missingValues,
    textHint: (column) => textHint(column, data.target),
  }
}

/** Rows that have a target and every cell that must not be missing. */
function usableRows(table: Table, data: DataConfig): Int32Array {
  const target = columnOf(table, data.target)
  if (data.missingTarget === 'error') requireTarget(table, target)
  const needed = inputColumns(table, data).filter((column) => missingOf(column, data) === 'drop')
  const rows = completeRows(table.rows, [target, ...needed])
  if (rows.length > 0) return rows
  const names = listed([target, ...needed].map(({ name }) => name))
  const message = `some row must have a value in each of ${names}, got none; fill in the cells, or choose another way than "drop"`
  throw new InputError({ place: table.place, message })
}
