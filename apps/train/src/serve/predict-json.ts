import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Papa from 'papaparse'
import { quoted } from '../config/show.ts'
import { MissingValues } from '../data/cells.ts'
import { displayPath } from '../data/display-path.ts'
import { type LoadedRows, loadRows } from '../data/load-rows.ts'
import type { Notation } from '../data/notation.ts'
import { featureNames, type Preprocessing } from '../data/preprocessing.ts'
import { trainedReadings } from '../data/readings.ts'
import { isFactor } from '../data/written-number.ts'
import { type Fault, InputError } from '../errors.ts'
import { checkIndices } from '../train/check-indices.ts'
import { checkSteps } from '../train/check-steps.ts'
import { type Predictions, predictRows } from '../train/predict-rows.ts'
import type { Restored } from '../train/restore.ts'

/** The most rows that one request may have. */
const MAX_ROWS = 10_000

/** The prediction of a row or a sequence; null for a row that lacks a value without which none is made. */
type JsonPrediction = Readonly<Record<string, string | number>> | null

/** What a request answers. */
export interface JsonPredictions {
  /** One for each row; of sequences with one target, one for each id, in the order of their first rows. */
  readonly predictions: readonly JsonPrediction[]
  /** What there is to know about the rows, such as categories that training never saw. */
  readonly notices: readonly string[]
}

/** The columns that a row must have, in the order of the file that was trained on. */
export const columnsOf = (preprocessing: Preprocessing): string[] => [
  ...trainedReadings(preprocessing, false).keys(),
]

/**
 * Predicts rows of parsed JSON by the code that predicts files: they are written to one, whose cells are read as those
 * that were trained on.
 *
 * @throws InputError naming row and column
 */
export async function predictJson(restored: Restored, value: unknown): Promise<JsonPredictions> {
  const rows = rowsIn(value)
  const { preprocessing } = restored
  const columns = columnsOf(preprocessing)
  const cells = cellsOf(rows, columns, preprocessing)
  if (rows.length === 0) return { predictions: [], notices: [] }
  const folder = mkdtempSync(join(tmpdir(), 'sobolev-rows-'))
  const path = join(folder, 'rows.csv')
  const shown = displayPath(path)
  try {
    writeFileSync(path, csvOf(columns, cells))
    const asWritten = { ...preprocessing, delimiter: ',', comment: null, header: true }
    const loaded = await loadRows(path, asWritten, { targets: 'ignore' })
    checkIndices(restored.config, featureNames(preprocessing), loaded)
    checkSteps(restored.learner, loaded, 'the request')
    return {
      predictions: inOrder(predictRows(restored, loaded), loaded, rows.length),
      notices: loaded.notices.map(({ place, column, text }) =>
        [
          place.includes(shown) ? '' : place,
          column === null ? '' : `column ${quoted(column)}`,
          text,
        ]
          .filter((part) => part !== '')
          .join(': '),
      ),
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError(
      error.faults.map((fault) => ofRequest(fault, shown)),
      { cause: error },
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Cells as CSV. A row of one empty cell would be a blank line, which is no row: beside one column there is another. */
function csvOf(columns: readonly string[], cells: readonly (readonly string[])[]): string {
  const isOne = columns.length === 1
  const table = {
    fields: isOne ? [...columns, `beside ${columns[0]}`] : [...columns],
    data: cells.map((row) => (isOne ? [...row, '-'] : [...row])),
  }
  return Papa.unparse(table, { newline: '\n' })
}

/** The rows of a request: a list of objects, or an object with such a list under `rows`. */
function rowsIn(value: unknown): readonly object[] {
  const list: unknown = Array.isArray(value) ? value : Reflect.get(Object(value), 'rows')
  if (!Array.isArray(list))
    throw new InputError(
      'the request must be a list of rows, [{ "column": value, … }], or { "rows": [ … ] }',
    )
  if (list.length > MAX_ROWS)
    throw new InputError(
      `a request may have ${MAX_ROWS} rows at most, got ${list.length}; predict a file with sobolev predict`,
    )
  return list.map((row: unknown, index): object => {
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row
    throw new InputError({
      place: `row ${index + 1}`,
      message: 'must be an object with a value for each column',
    })
  })
}

function cellsOf(
  rows: readonly object[],
  columns: readonly string[],
  preprocessing: Preprocessing,
): string[][] {
  const missing = new MissingValues(preprocessing.missingValues).text
  const notations = new Map(
    preprocessing.inputs.flatMap((input) =>
      input.kind === 'numeric' ? [[input.fileColumn, input.notation] as const] : [],
    ),
  )
  return rows.map((row, index) =>
    columns.map((column) => {
      const place = `row ${index + 1}, column ${quoted(column)}`
      if (!Object.hasOwn(row, column)) {
        const message = 'must be there; null says that the value is missing'
        throw new InputError({ place, message })
      }
      const value = Reflect.get(row, column)
      return value === null ? missing : cellOf(value, notations.get(column), place)
    }),
  )
}

/** A value as the file would have it. */
function cellOf(value: unknown, notation: Notation | undefined, place: string): string {
  if (typeof value === 'string' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'number')
    throw new InputError({ place, message: 'must be a number, a text, true, false or null' })
  if (notation?.kind !== 'number') return String(value)
  return `${String(value).replace('.', notation.decimal)}${isFactor(notation.unit) ? notation.unit : ''}`
}

/** A fault in the words of the request, in which the first row is row 1 and there is no file. */
function ofRequest({ place, message }: Fault, file: string): Fault {
  const place2 = place.replace(/^.* row (\d+)(?=,|$)/, (_, row: string) => `row ${Number(row) - 1}`)
  return { place: place2 === place && place.includes(file) ? '' : place2, message }
}

/** The predictions of rows in their order, or of sequences by their ids. */
function inOrder(
  predictions: Predictions,
  { ids, positions, stepRows, rows }: LoadedRows,
  total: number,
): JsonPrediction[] {
  if (ids !== null && stepRows === undefined)
    return Array.from({ length: rows }, (_, i) => ({ id: ids[i] ?? '', ...predictions.record(i) }))
  const found = new Array<JsonPrediction>(total).fill(null)
  const places = stepRows?.positions ?? positions
  for (const [i, place] of places.entries()) found[place] = predictions.record(i)
  return found
}
