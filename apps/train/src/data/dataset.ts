import type { Config, DataConfig, SequenceTarget, Task } from '../config/config.ts'
import { listed } from '../config/show.ts'
import { InputError } from '../errors.ts'
import { columnNotices } from './column-notices.ts'
import { missingOf } from './column-settings.ts'
import { type ColumnSummary, columnSummaries } from './column-summary.ts'
import { divideRows, type Selections } from './divide-rows.ts'
import { examplesOf, transformExamples } from './examples.ts'
import {
  checkInputs,
  fitPreprocessing,
  inputColumns,
  layoutOfRows,
  markColumns,
} from './fit-preprocessing.ts'
import { methodColumnsOf } from './method-columns.ts'
import { withNamedColumns } from './named-columns.ts'
import type { Notice } from './notice.ts'
import { packingOf } from './packed-columns.ts'
import type { Part, Parts } from './part.ts'
import { featureNames, type Preprocessing, taskOf } from './preprocessing.ts'
import type { Source } from './read-csv.ts'
import { readTable } from './read-table.ts'
import {
  fittedReadings,
  readingsOf,
  refuseOtherInputs,
  sameReadings,
  textHint,
} from './readings.ts'
import { repeatedInFoldsNotices, repeatedNotices } from './repeated-rows.ts'
import { weightColumnOf, weightsOf } from './row-weights.ts'
import { pick } from './rows.ts'
import { lengthNotices } from './sequence-notices.ts'
import { rowsOfExamples, rowsOfTargets } from './sequences.ts'
import type { Shuffler } from './split.ts'
import { stepRowsOf } from './step-rows.ts'
import { columnOf, requireShape, type Selection, type Table, type TableRequest } from './table.ts'
import { checkTarget, encodeTarget } from './target.ts'
import { unseenNotices } from './unseen.ts'

/** What a run trains, validates and is tested on. */
export interface Dataset extends Parts {
  readonly task: Task
  /** What the task was guessed from, and how to ask for the other one; `null`: not guessed from numbers. */
  readonly taskReason: string | null
  /** Names of the inputs after one-hot encoding: `age`, `island=Biscoe`. */
  readonly features: readonly string[]
  /** In the order of their indices; empty for regression. */
  readonly classes: readonly string[]
  /** What a row's inputs are taken for unless the config says so. */
  readonly shape?: Preprocessing['shape']
  /** How many steps the longest sequence that is trained on has; absent: each row is an example. */
  readonly steps?: number | undefined
  /** Whether a sequence has one target, or each of its steps has one. */
  readonly sequenceTarget?: SequenceTarget | undefined
  readonly preprocessing: Preprocessing
  /** The files, labels beside an IDX file among them; the one that was trained on is the first. */
  readonly sources: readonly Source[]
  /** How each column of the training file was read. */
  readonly columns: readonly ColumnSummary[]
  /** How the files were read, where that is worth a line. */
  readonly notices: readonly Notice[]
}

/** Options of `loadDataset`. */
export interface LoadOptions {
  /** Decides which rows validate and test. */
  readonly rng: Shuffler
  /**
   * The preprocessing of a trained model, to prepare the rows with.
   * @default fitted on the training part
   */
  readonly fitted?: Preprocessing | undefined
  /**
   * Whether every input of the file must be one of `fitted`.
   * @default false
   */
  readonly noOtherInputs?: boolean | undefined
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
  const { fitted } = options
  const isTrained = fitted === undefined || options.noOtherInputs === true
  let { data } = config
  // What is measured needs no columns that methods of training read.
  if (!isTrained) data = { ...data, methodColumns: [] }
  const { validation, test } = data
  const otherFiles = [validation, test].flatMap((part) =>
    part?.kind === 'file' ? [part.file] : [],
  )
  const report = options.onProgress ?? ((): void => {})
  const onProgress = (file: number) => (fraction: number) =>
    report((file + fraction) / (1 + otherFiles.length))
  const table = await readTable({
    ...layoutOf(data),
    path: data.file,
    readings(columns, place) {
      if (isTrained) data = withNamedColumns(data, columns, place)
      if (fitted === undefined) return readingsOf(columns, place, data)
      const readings = fittedReadings(columns, place, fitted, data)
      if (options.noOtherInputs === true) refuseOtherInputs(columns, place, fitted, data)
      return readings
    },
    onProgress: onProgress(0),
  })
  requireShape(table, fitted?.shape)
  if (fitted === undefined) checkInputs(table, data)
  const usable = usableExamples(table, data)
  if (fitted === undefined) checkTarget(usable, columnOf(table, data.target))
  const files = new Map<string, Selection>()
  for (const file of new Set(otherFiles)) {
    const other = await readTable({
      ...layoutOf(data),
      path: file,
      readings: (columns, place) => sameReadings(columns, place, table, data),
      onProgress: onProgress(1 + files.size),
    })
    requireShape(other, table.shape ?? undefined)
    files.set(file, usableExamples(other, data))
  }
  return assemble(data, divideRows(data, usable, files, options.rng), fitted)
}

function assemble(
  data: DataConfig,
  { training, validation, test, folds }: Selections,
  fitted: Preprocessing | undefined,
): Dataset {
  const target = columnOf(training.table, data.target)
  const { weight: _, ...prepared } =
    fitted === undefined
      ? fitPreprocessing(training, target, data)
      : { ...fitted, ...layoutOfRows(data) }
  const preprocessing = { ...prepared, ...weightColumnOf(training.table, data) }
  const requirement = fitted === undefined ? undefined : 'be one that the model was trained on'
  // All parts alike, whose rows are compared.
  const allRows = [training, validation, ...(test === null ? [] : [test])].flatMap(
    ({ table, rows }) => rowsOfExamples(table, rows).length,
  )
  const packed = packingOf(
    preprocessing.inputs,
    allRows.reduce((sum, count) => sum + count, 0),
  )
  const partOf = ({ table, rows }: Selection): Part => ({
    rows: rows.length,
    ...transformExamples({ table, rows }, preprocessing, packed),
    targets: encodeTarget(
      table,
      columnOf(table, data.target),
      rowsOfTargets(table, rows),
      preprocessing.target,
      requirement,
    ),
    ...weightsOf(table, rows, preprocessing.weight),
    rowNumbers: pick(table.rowNumbers, rows),
    ...stepRowsOf({ table, rows }),
  })
  const columnsOfMethods =
    data.methodColumns.length === 0 ? {} : { columns: methodColumnsOf(training, data) }
  const tables = [training, validation, ...(test === null ? [] : [test])].map(({ table }) => table)
  const parts = {
    training: { ...partOf(training), ...columnsOfMethods },
    validation: { ...partOf(validation), ...(folds && { folds }) },
    test: test === null ? null : partOf(test),
  }
  const otherParts = [
    ...(folds ? [] : [{ name: 'validation', ...validation }]),
    ...(test === null ? [] : [{ name: 'test', ...test }]),
  ]
  // A model that is trained further may find unknown categories in the training rows as well.
  const partsToCheck =
    fitted === undefined ? otherParts : [{ name: 'training', ...training }, ...otherParts]
  const owner = fitted === undefined ? '' : ' of the checkpoint'
  return {
    task: taskOf(preprocessing),
    taskReason: training.table.taskReason,
    features: featureNames(preprocessing),
    classes: preprocessing.target.kind === 'classes' ? preprocessing.target.classes : [],
    ...parts,
    preprocessing,
    shape: preprocessing.shape,
    steps: preprocessing.sequence?.steps,
    sequenceTarget: preprocessing.sequence?.target,
    sources: [...new Set(tables)].flatMap(({ source, labels }) =>
      labels === null ? [source] : [source, labels],
    ),
    columns: columnSummaries(training.table, preprocessing, data),
    notices: [
      ...[...new Set(tables)].flatMap(({ notices, sequences }) => [
        ...notices,
        ...(sequences?.notices ?? []),
      ]),
      ...lengthNotices(otherParts, preprocessing.sequence?.steps),
      ...columnNotices(training, preprocessing),
      ...partsToCheck.flatMap((part) => unseenNotices(part, preprocessing, training, owner)),
      ...repeatedNotices(folds ? { ...parts, validation: null } : parts, training.table),
      ...(folds ? repeatedInFoldsNotices(parts.validation, folds, training.table) : []),
    ],
  }
}

/** How the files of a config are laid out. */
export function layoutOf(data: DataConfig): Omit<TableRequest, 'path' | 'readings'> {
  return {
    delimiter: data.delimiter,
    comment: data.comment,
    header: data.header,
    missingValues: data.missingValues,
    textHint: (column) => textHint(column, data),
  }
}

/** The examples that have a target and every cell that must not be missing. */
function usableExamples(table: Table, data: DataConfig): Selection {
  const target = columnOf(table, data.target)
  const needed = inputColumns(table, data).filter((column) => missingOf(column, data) === 'drop')
  const { sequence, missingTarget } = data
  const ofWhole = [...markColumns(data), ...data.methodColumns].map(({ name }) => name)
  const constant = [...ofWhole, data.weight ?? ''].flatMap((name) => table.columns.get(name) ?? [])
  const usable = examplesOf(table, { sequence, target, missingTarget, needed, constant })
  if (usable.rows.length > 0) return usable
  const names = listed([target, ...needed].map(({ name }) => name))
  const message = `some row must have a value in each of ${names}, got none; fill in the cells, or choose another way than "drop"`
  throw new InputError({ place: table.place, message })
}
