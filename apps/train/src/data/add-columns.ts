import Papa from 'papaparse'
import { InputError } from '../errors.ts'
import { displayPath } from './display-path.ts'
import { type CsvLayout, readCsv } from './read-csv.ts'

/** Columns to put beside those of a file. */
export interface AddedColumns {
  readonly names: readonly string[]
  /** The cells for the row at a position, from 0; empty cells for `null`. */
  readonly cells: (position: number) => readonly (string | number)[] | null
}

/**
 * Streams a CSV file again, every row in order with new columns at its end, as CSV text piece by piece to
 * `write`. The header is written if the file has one; cells are quoted where they must be. The delimiter
 * stays, blank lines go. Throws `InputError` where a new column has the name of an old one.
 */
export async function addColumns(
  path: string,
  layout: CsvLayout,
  added: AddedColumns,
  write: (text: string) => void | Promise<void>,
): Promise<void> {
  const blank = added.names.map(() => '')
  let position = 0
  let delimiter = layout.delimiter ?? ','
  const format = (rows: readonly (readonly (string | number)[])[]): string =>
    `${Papa.unparse(
      rows.map((row) => [...row]),
      { delimiter, newline: '\n' },
    )}\n`
  let header = ''
  await readCsv(path, layout, {
    start(columns, detected) {
      delimiter = detected
      const taken = added.names.filter((name) => columns.includes(name))
      if (taken.length > 0) {
        const message = `new columns must have new names, got ${taken.join(', ')}, which the file has; rename or remove them`
        throw new InputError({ place: displayPath(path), message })
      }
      if (layout.header) header = format([[...columns, ...added.names]])
    },
    async rows(rows) {
      const whole = rows.map((row) => [...row, ...(added.cells(position++) ?? blank)])
      await write(header + format(whole))
      header = ''
    },
  })
}
