import Papa from 'papaparse'
import { type Fault, InputError } from '../errors.ts'
import { CsvSource, type FileDigest } from './csv-source.ts'
import { detectDelimiter } from './delimiter.ts'
import { readHeader } from './header.ts'
import { type TextBlock, textBlocks } from './text-blocks.ts'

/** How a CSV file is laid out. */
export interface CsvLayout {
  /** One character, a space standing for one or more of them; `null`: detected. */
  readonly delimiter: string | null
  /**
   * The character at the start of lines that are comments.
   * @default no line is a comment
   */
  readonly comment?: string | null | undefined
  /** `false`: the columns are named column1, column2, … */
  readonly header: boolean
}

/** What receives a CSV file as it is read. */
export interface CsvSink {
  /** The names of the columns and the delimiter in use, before any row. */
  start(columns: readonly string[], delimiter: string): void
  /** Some rows, each as long as the header, and the number of each in the file. */
  rows(rows: readonly (readonly string[])[], numbers: Int32Array): void | Promise<void>
  /** Share of the file read so far, 0 to 1. */
  progress?(fraction: number): void
}

/** A file that was read, for the record of a run. */
export interface Source extends FileDigest {
  readonly path: string
  readonly rows: number
}

const MAX_ROW_LENGTH = 16 * 1024 * 1024

/**
 * Streams a CSV file to `sink`. Rows are numbered from 1 as a spreadsheet does, the header included;
 * blank lines are counted and left out. Throws `InputError` for a file that is missing, empty or not
 * UTF-8, for duplicate columns, a row of another length than the header, and stray quotes.
 */
export async function readCsv(
  input: string | CsvSource,
  layout: CsvLayout,
  sink: CsvSink,
): Promise<Source> {
  const source = typeof input === 'string' ? CsvSource.file(input) : input
  const reader = new CsvReader(source.place, layout, sink)
  const blocks = textBlocks(source)
  try {
    for (;;) {
      const next = await blocks.next()
      if (next.done) return { path: source.path, rows: reader.finish(), ...next.value }
      await reader.read(next.value)
      sink.progress?.(next.value.progress)
    }
  } catch (error) {
    // Ends the generator, which closes the file.
    await blocks.throw(error).catch(() => {})
    throw error
  }
}

class CsvReader {
  readonly #place: string
  readonly #layout: CsvLayout
  readonly #sink: CsvSink
  #parser: Papa.Parser | null = null
  #firstCell = ''
  #delimiter = ','
  #unparsed = ''
  #width = 0
  #rowNumber = 0
  #count = 0

  constructor(place: string, layout: CsvLayout, sink: CsvSink) {
    this.#place = place
    this.#layout = layout
    this.#sink = sink
  }

  async read(block: TextBlock): Promise<void> {
    const whole = this.#unparsed === '' ? block.text : this.#unparsed + block.text
    const { comment = null } = this.#layout
    if (this.#parser === null) {
      this.#delimiter = this.#layout.delimiter ?? detectDelimiter(withoutComments(whole, comment))
      this.#parser = new Papa.Parser({ delimiter: this.#delimiter, newline: '\n' })
    }
    const text =
      comment === null ? whole : blankComments(whole, comment, this.#delimiter, block.last)
    const result: Papa.ParseResult<string[]> = this.#parser.parse(text, 0, !block.last)
    this.#refuseQuotes(result, block.last)
    this.#unparsed = block.last ? '' : text.slice(result.meta.cursor)
    if (this.#delimiter === ' ') result.data = result.data.map(withoutEmptyCells)
    if (this.#unparsed.length > MAX_ROW_LENGTH)
      this.#fail(this.#rowNumber + result.data.length + 1, rowTooLong)
    const rows = this.#width === 0 ? this.#start(result.data) : result.data
    await this.#deliver(rows)
  }

  finish(): number {
    if (this.#width === 0) {
      throw new InputError({ place: this.#place, message: 'must hold rows, got an empty file' })
    }
    if (this.#count === 0) {
      throw new InputError({ place: this.#place, message: 'must hold rows, got only a header' })
    }
    return this.#count
  }

  /** Reads the header off the first row that is not blank; returns the rows that follow. */
  #start(rows: readonly string[][]): readonly string[][] {
    const first = rows.findIndex((row) => !isBlank(row))
    const cells = rows[first]
    if (cells === undefined) {
      this.#rowNumber += rows.length
      return []
    }
    this.#width = cells.length
    this.#firstCell = cells[0] ?? ''
    const place = `${this.#place} row ${this.#rowNumber + first + 1}`
    this.#sink.start(readHeader(cells, this.#layout.header, place), this.#delimiter)
    const skipped = this.#layout.header ? first + 1 : first
    this.#rowNumber += skipped
    return rows.slice(skipped)
  }

  async #deliver(rows: readonly string[][]): Promise<void> {
    const filled: string[][] = []
    const numbers = new Int32Array(rows.length)
    for (const row of rows) {
      this.#rowNumber++
      if (row.length !== this.#width || row.length === 1) {
        if (isBlank(row)) continue
        if (row.length !== this.#width) this.#fail(this.#rowNumber, this.#ragged(row))
      }
      numbers[filled.length] = this.#rowNumber
      filled.push(row)
    }
    this.#count += filled.length
    if (filled.length > 0) await this.#sink.rows(filled, numbers.subarray(0, filled.length))
  }

  #ragged(row: readonly string[]): string {
    const like = this.#layout.header ? 'the header' : 'the first row'
    const hint = isComment(this.#firstCell)
      ? `the first row looks like a comment: set data.comment: "${this.#firstCell.trim()[0]}"`
      : isComment(row[0] ?? '')
        ? `it looks like a comment: set data.comment: "${row[0]?.trim()[0]}"`
        : row.length > this.#width
          ? 'put a cell that contains the delimiter in double quotes'
          : 'add the missing delimiters'
    return `must have ${this.#width} cells like ${like}, got ${row.length}; ${hint}`
  }

  #refuseQuotes({ data, errors }: Papa.ParseResult<string[]>, last: boolean): void {
    // What follows the last whole row is parsed again with the next block.
    const error = errors.find(({ row = 0 }) => last || row < data.length)
    if (error === undefined) return
    const message =
      error.code === 'MissingQuotes'
        ? 'a quoted cell that begins in this row is never closed; close it where it ends, and write a quote inside it twice ("")'
        : 'a quoted cell that begins in this row goes on after its closing quote; close it where it ends, and write a quote inside it twice ("")'
    this.#fail(this.#rowNumber + (error.row ?? 0) + 1, message)
  }

  #fail(row: number, message: string): never {
    const fault: Fault = { place: `${this.#place} row ${row}`, message }
    throw new InputError(fault)
  }
}

const rowTooLong =
  'a row must be shorter than 16 MB; a quote that opens in this row may never be closed'

function isBlank(row: readonly string[]): boolean {
  return row.length === 1 && row[0] !== undefined && row[0].trim() === ''
}

/** Whether the first cell of a row looks like the beginning of a comment. */
export function isComment(cell: string): boolean {
  return /^\s*(?:#|%|\/\/)/.test(cell)
}

/**
 * Empties the lines that begin with `comment`, which keeps the numbers of the rows. `text` begins at a
 * row; unless it is the `last`, its last line is not whole and stays as it is.
 */
function blankComments(text: string, comment: string, delimiter: string, last: boolean): string {
  if (!text.includes(comment)) return text
  const lines = text.split('\n')
  let isQuoted = false
  for (let i = 0; i < (last ? lines.length : lines.length - 1); i++) {
    const line = lines[i] ?? ''
    if (!isQuoted && line.startsWith(comment)) lines[i] = ''
    else isQuoted = endsInQuotes(isQuoted ? `"${line}` : line, delimiter)
  }
  return lines.join('\n')
}

/** Whether a row goes on in the next line: a cell begins with a quote, and does not end. Other quotes are characters. */
function endsInQuotes(line: string, delimiter: string): boolean {
  if (!line.includes('"')) return false
  let begin = 0
  for (;;) {
    if (line[begin] === '"') {
      let end = line.indexOf('"', begin + 1)
      while (end >= 0 && line[end + 1] === '"') end = line.indexOf('"', end + 2)
      if (end < 0) return true
      begin = end
    }
    begin = line.indexOf(delimiter, begin) + 1
    if (begin === 0) return false
  }
}

/** Without all lines that begin with `comment`, wherever they are: to see what stands between cells. */
const withoutComments = (text: string, comment: string | null): string =>
  comment === null
    ? text
    : text
        .split('\n')
        .filter((line) => !line.startsWith(comment))
        .join('\n')

/** The cells between one or more spaces; an empty row stays one empty cell. */
function withoutEmptyCells(row: string[]): string[] {
  const cells = row.filter((cell) => cell !== '')
  return cells.length === 0 ? [''] : cells
}
