import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Papa from 'papaparse'

/** What a table is scored by: a greater one is better of the first two, a smaller one of the last. */
type Measure = 'accuracy' | 'auc' | 'rmse'

/** A table that `write_tables.py` has written in folds. */
export interface Table {
  readonly name: string
  readonly source: string
  readonly task: 'classification' | 'regression'
  readonly target: string
  readonly classes?: readonly string[]
  readonly measure: Measure
  readonly rows: number
  readonly columns: number
  readonly categorical: number
  readonly missing: number
  readonly folds: number
  /** Of all folds: another digest means other rows. */
  readonly digest: string
}

/** What writes the tables. */
export interface Source {
  readonly python: string
  /** Where they are written. */
  readonly work: string
  /** A folder with further tables. */
  readonly folder: string | undefined
  /** Whether they are those that nothing is chosen by. */
  readonly aside: boolean
  readonly only: readonly string[]
}

/** Writes the tables in folds by Python, and says what they are. */
export async function writeTables(source: Source): Promise<Table[]> {
  const { python, work, folder, only } = source
  const script = join(import.meta.dirname, 'write_tables.py')
  const further = folder === undefined ? [] : ['--folder', folder]
  const aside = source.aside ? ['--aside'] : []
  const some = only.length === 0 ? [] : ['--only', only.join(',')]
  await promisify(execFile)(python, [script, work, ...further, ...aside, ...some])
  return JSON.parse(await readFile(join(work, 'tables.json'), 'utf8'))
}

/** The columns of a CSV file, as texts. */
export async function readCsv(path: string): Promise<Map<string, string[]>> {
  const text = await readFile(path, 'utf8')
  const { data } = Papa.parse<string[]>(text, { skipEmptyLines: true })
  const [names = [], ...rows] = data
  return new Map(names.map((name, index) => [name, rows.map((row) => row[index] ?? '')]))
}
