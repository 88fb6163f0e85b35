import type { Config, DataConfig, Task } from '../config/config.ts'
import { listed, quoted } from '../config/show.ts'
import { InputError } from '../errors.ts'
import type { Column } from './column.ts'
import { checkInputs, fitPreprocessing, inputColumns, missingOf } from './fit.ts'
import { featureNames, type Preprocessing, taskOf } from './preprocessing.ts'
import type { Source } from './read-csv.ts'
import { completeRows, pick } from './rows.ts'
import { type Shuffler, type Split, splitBy, splitByFraction } from './split.ts'
import { type Reading, readTable, requireColumns, type Table } from './table.ts'
import { encodeTarget, requireTarget } from './target.ts'
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
  const rows = usableRows(table, data)
  checkInputs(table, data)
  const target = columnOf(table, data.target)
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
  }
}

function layoutOf(data: DataConfig): Pick<DataConfig, 'delimiter' | 'header' | 'missingValues'> {
  return { delimiter: data.delimiter, header: data.header, missingValues: data.missingValues }
}

/** How to read each column of the training file; columns left out are not kept. */
function readingsOf(
  columns: readonly string[],
  place: string,
  data: DataConfig,
): Map<string, Reading> {
  const { target, exclude, task, validation } = data
  const mark = validation.kind === 'column' ? validation.column : null
  requireColumns(
    columns,
    [
      { name: target, key: 'data.target' },
      ...exclude.map((name) => ({ name, key: 'data.exclude' })),
      ...Object.keys(data.columns).map((name) => ({ name, key: 'data.columns' })),
      ...(mark === null ? [] : [{ name: mark, key: 'data.validation.column' }]),
    ],
    place,
  )
  const readings = new Map<string, Reading>()
  for (const name of columns) {
    const asked = Object.hasOwn(data.columns, name) ? data.columns[name]?.type : null
    if (name === target) {
      const ofTask = { classification: 'categorical', regression: 'numeric' } as const
      readings.set(name, task === null ? (asked ?? 'inferTarget') : ofTask[task])
    } else if (name === mark) readings.set(name, 'categorical')
    else if (!exclude.includes(name)) readings.set(name, asked ?? 'infer')
  }
  return readings
}

/** The columns of a second file, to be read as those of the first were. */
function sameReadings(
  columns: readonly string[],
  place: string,
  table: Table,
  data: DataConfig,
): Map<string, Reading> {
  const wanted = [columnOf(table, data.target), ...inputColumns(table, data)]
  const key = `the columns of ${table.place} must be here too`
  requireColumns(
    columns,
    wanted.map(({ name }) => ({ name, key })),
    place,
  )
  return new Map(wanted.map(({ name, kind }) => [name, kind]))
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

function byFraction(
  table: Table,
  rows: Int32Array,
  options: { target: Column; fraction: number; stratify: boolean; rng: Shuffler },
): Split {
  const { target, fraction, stratify } = options
  const groups = stratify && target.kind === 'categorical' ? pick(target.codes, rows) : null
  const halves = splitByFraction(rows, fraction, options.rng.split('validation'), groups)
  if (halves.training.length > 0 && halves.validation.length > 0) return halves
  const message = `rows must be enough for a training and a validation part, got ${rows.length}; add rows, or set data.validation.stratify: false`
  throw new InputError({ place: table.place, message })
}

function byColumn(
  table: Table,
  rows: Int32Array,
  { column, value }: { column: string; value: string },
): Split {
  const mark = columnOf(table, column)
  const categories = mark.kind === 'categorical' ? mark.categories : []
  const code = categories.indexOf(value.trim())
  const parts = splitBy(rows, (row) => mark.kind === 'categorical' && mark.codes[row] === code)
  if (code >= 0 && parts.training.length > 0 && parts.validation.length > 0) return parts
  const which = parts.validation.length === 0 ? 'no row' : 'every row'
  const message = `data.validation.value: some rows must read ${quoted(value)} and some not, got ${which}; the values are ${listed(categories)}`
  throw new InputError({ place: `${table.place} column ${quoted(column)}`, message })
}

function columnOf(table: Table, name: string): Column {
  const column = table.columns.get(name)
  if (column === undefined) throw new RangeError(`columnOf: the table must have a column ${name}`)
  return column
}
