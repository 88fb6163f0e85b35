import { listed, quoted } from '../config/show.ts'
import { didYouMean } from '../config/suggest.ts'
import { type Fault, InputError } from '../errors.ts'
import type { Column } from './column.ts'
import type { Notice } from './notice.ts'
import { parseNumber } from './parse-number.ts'
import { type CsvLayout, isComment, type Source } from './read-csv.ts'
import type { Reading } from './reading.ts'
import type { Sequences } from './sequences.ts'

/** What to read from a file. */
export interface TableRequest extends CsvLayout {
  readonly path: string
  /**
   * What it is called in messages.
   * @default as its path is shown
   */
  readonly place?: string | undefined
  readonly missingValues: readonly string[]
  /** The columns to keep and how to read each; called once with the names in the file. */
  readonly readings: (columns: readonly string[], place: string) => ReadonlyMap<string, Reading>
  /**
   * What an error about text in a numeric column suggests.
   * @default 'fix the cell'
   */
  readonly textHint?: ((column: string) => string) | undefined
  readonly onProgress?: ((fraction: number) => void) | undefined
}

/** A CSV or IDX file, or a folder of images, in memory, column by column. */
export interface Table {
  /** The file as messages name it. */
  readonly place: string
  readonly rows: number
  /** The columns that were kept, in the order of the file. */
  readonly columns: ReadonlyMap<string, Column>
  /** The number of each row in the file, as a spreadsheet counts. */
  readonly rowNumbers: Int32Array
  readonly source: Source
  /** The file of labels beside an IDX file; `null`: none was read. */
  readonly labels: Source | null
  /** What a row of an IDX file is, `[1, height, width]` for an image; `null`: numbers without order. */
  readonly shape: readonly number[] | null
  /** Which rows are the steps of one example; `null`: each row is an example. */
  readonly sequences: Sequences | null
  /** How its columns were read, where that is worth a line. */
  readonly notices: readonly Notice[]
  /** Why the target was taken for classes, or for a number to predict; `null`: not guessed from numbers. */
  readonly taskReason: string | null
}

/** A table whose rows are the steps of sequences. */
export type SequenceTable = Table & { readonly sequences: Sequences }

/** Some examples of a table. */
export interface Selection {
  readonly table: Table
  /** A row of each example: the only one, or of a sequence the one that has the target. */
  readonly rows: Int32Array
}

/** A column that the table is known to have. */
export function columnOf(table: Table, name: string): Column {
  const column = table.columns.get(name)
  if (column === undefined) throw new RangeError(`columnOf: the table must have a column ${name}`)
  return column
}

/** Missing columns that are reported one by one; of more, one error lists all: it is likely the wrong file. */
const MAX_SINGLE_FAULTS = 5

/** Throws unless every name is a column of the file; `keys`: what asked for each name. */
export function requireColumns(
  columns: readonly string[],
  required: readonly { readonly name: string; readonly key: string }[],
  place: string,
): void {
  const existing = new Set(columns)
  const unknown = required.filter(({ name }) => !existing.has(name))
  const hint = layoutHint(columns, required[0]?.name ?? '')
  const columnList = `the columns are ${listed(columns)}${hint}`
  const [first] = unknown
  const haveOneKey = unknown.every(({ key }) => key === first?.key)
  if (first !== undefined && haveOneKey && unknown.length > MAX_SINGLE_FAULTS) {
    const names = unknown.map(({ name }) => quoted(name))
    const message = `${first.key}: no columns are named ${listed(names, MAX_SINGLE_FAULTS)}; ${columnList}`
    throw new InputError({ place, message })
  }
  const faults = unknown.map(({ name, key }, i): Fault => {
    const near = didYouMean(name, columns)
    // The list of columns is shown once, after the last fault.
    const list = i === unknown.length - 1 ? `${near === '' ? ';' : ''} ${columnList}` : ''
    return { place, message: `${key}: no column is named ${quoted(name)}${near}${list}` }
  })
  if (faults.length > 0) throw new InputError(faults)
}

/** Throws if a file holds images of another shape; a file of columns holds whatever its columns are. */
export function requireShape(
  { shape, place }: Pick<Table, 'shape' | 'place'>,
  wanted: readonly number[] | undefined,
): void {
  if (shape === null || wanted === undefined || shape.join() === wanted.join()) return
  const message = `must hold rows of shape [${wanted.join(', ')}] as the data trained on, got [${shape.join(', ')}]; bring its images to that size`
  throw new InputError({ place, message })
}

/** What may be wrong with the config if the file seems to lack a column, as the end of an error. */
function layoutHint(columns: readonly string[], requiredName: string): string {
  const [first = ''] = columns
  if (isComment(first)) {
    return `; its first row looks like a comment: set data.comment: "${first.trim()[0]}"`
  }
  if (/^sep=/i.test(first)) return '; its first line is for Excel alone: delete it'
  if (columns.length === 1) {
    const between = [...new Set(first)].find(
      (character) =>
        /[^\p{L}\d_"']/u.test(character) && first.split(character).includes(requiredName),
    )
    if (between === ' ') {
      return '; its cells look separated by spaces: set data.delimiter: " ", which stands for one or more'
    }
    if (between !== undefined) return `; set data.delimiter: ${quoted(between)}`
  }
  const headless = columns.some((name) => Number.isFinite(parseNumber(name)))
  return headless ? '; its first row looks like data: set data.header: false' : ''
}
