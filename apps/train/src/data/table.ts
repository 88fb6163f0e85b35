import { listed, quoted } from '../config/show.ts'
import { didYouMean } from '../config/suggest.ts'
import { type Fault, InputError } from '../errors.ts'
import { MissingValues } from './cells.ts'
import { CategoricalBuilder, type Column, type ColumnBuilder, NumericBuilder } from './column.ts'
import { displayPath } from './display-path.ts'
import { Growing } from './grow.ts'
import { inferenceRows, inferType, looksLikeClasses, type Sample } from './infer.ts'
import { parseNumber } from './parse-number.ts'
import { type CsvLayout, type CsvSink, readCsv, type Source } from './read-csv.ts'

/**
 * How to read a column. `infer`: from its first 1,000 cells. `inferTarget`: the same, with few integers
 * taken as classes. `text`: every cell as it is, none of them missing.
 */
export type Reading = Column['kind'] | 'text' | 'infer' | 'inferTarget'

/** What to read from a file. */
export interface TableRequest extends CsvLayout {
  readonly path: string
  readonly missingValues: readonly string[]
  /** The columns to keep and how to read each; called once with the names in the file. */
  readonly readings: (columns: readonly string[], place: string) => ReadonlyMap<string, Reading>
  /** The ways out of text in a numeric column; unless said, to fix the cell. */
  readonly textHint?: ((column: string) => string) | undefined
  readonly onProgress?: ((fraction: number) => void) | undefined
}

/** A CSV file in memory, column by column. */
export interface Table {
  /** The file as messages name it. */
  readonly place: string
  readonly rows: number
  /** The columns that were kept, in the order of the file. */
  readonly columns: ReadonlyMap<string, Column>
  /** The number of each row in the file, as a spreadsheet counts. */
  readonly rowNumbers: Int32Array
  readonly source: Source
}

/** Some rows of a table, ascending. */
export interface Selection {
  readonly table: Table
  readonly rows: Int32Array
}

/** Reads a CSV file into typed columns. Throws `InputError` for whatever does not fit. */
export async function readTable(request: TableRequest): Promise<Table> {
  const builder = new TableBuilder(request)
  const source = await readCsv(request.path, request, builder)
  return builder.finish(source)
}

class TableBuilder implements CsvSink {
  readonly progress: (fraction: number) => void
  readonly #request: TableRequest
  readonly #place: string
  readonly #missing: MissingValues
  readonly #numbers = new Growing((length) => new Int32Array(length))
  #names: readonly string[] = []
  #readings: ReadonlyMap<string, Reading> = new Map()
  #waiting: { rows: (readonly string[])[]; numbers: number[] } = { rows: [], numbers: [] }
  #builders: Map<number, ColumnBuilder> | null = null

  constructor(request: TableRequest) {
    this.#request = request
    this.#place = displayPath(request.path)
    this.#missing = new MissingValues(request.missingValues)
    this.progress = request.onProgress ?? ((): void => {})
  }

  start(columns: readonly string[]): void {
    this.#names = columns
    this.#readings = this.#request.readings(columns, this.#place)
  }

  rows(rows: readonly (readonly string[])[], numbers: Int32Array): void {
    if (this.#builders !== null) {
      this.#append(this.#builders, rows, numbers)
      return
    }
    for (const row of rows) this.#waiting.rows.push(row)
    for (const number of numbers) this.#waiting.numbers.push(number)
    if (this.#waiting.rows.length >= inferenceRows) this.#settle()
  }

  finish(source: Source): Table {
    const builders = this.#builders ?? this.#settle()
    const columns = new Map<string, Column>()
    for (const builder of builders.values()) {
      const column = builder.finish()
      columns.set(column.name, column)
    }
    return {
      place: this.#place,
      rows: source.rows,
      columns,
      rowNumbers: this.#numbers.take(),
      source,
    }
  }

  /** Decides the types from the rows that wait, and lets them pass. */
  #settle(): Map<number, ColumnBuilder> {
    const rows = this.#waiting.rows
    const numbers = Int32Array.from(this.#waiting.numbers)
    const sample = { rows: rows.slice(0, inferenceRows), numbers }
    const builders = new Map<number, ColumnBuilder>()
    this.#names.forEach((name, index) => {
      const reading = this.#readings.get(name)
      if (reading !== undefined) builders.set(index, this.#builder(name, index, reading, sample))
    })
    this.#waiting = { rows: [], numbers: [] }
    this.#builders = builders
    this.#append(builders, rows, numbers)
    return builders
  }

  #builder(name: string, index: number, reading: Reading, sample: Sample): ColumnBuilder {
    const place = this.#place
    if (reading === 'text') return new CategoricalBuilder(name, new MissingValues([]), place)
    const missing = this.#missing
    const hint = this.#request.textHint?.(name) ?? 'fix the cell'
    let kind: Column['kind']
    if (reading === 'numeric' || reading === 'categorical') kind = reading
    else kind = inferType(sample, index, name, { missing, place, hint })
    if (reading === 'inferTarget' && looksLikeClasses(sample, index, missing)) kind = 'categorical'
    return kind === 'numeric'
      ? new NumericBuilder(name, missing, place, hint)
      : new CategoricalBuilder(name, missing, place)
  }

  #append(
    builders: ReadonlyMap<number, ColumnBuilder>,
    rows: readonly (readonly string[])[],
    numbers: Int32Array,
  ): void {
    for (const [index, builder] of builders) builder.append(rows, index, numbers)
    for (const number of numbers) this.#numbers.push(number)
  }
}

/** A column that the table is known to have. */
export function columnOf(table: Table, name: string): Column {
  const column = table.columns.get(name)
  if (column === undefined) throw new RangeError(`columnOf: the table must have a column ${name}`)
  return column
}

/** Columns of one kind that may be missing before they are told together: the file is then another one. */
const mostFaults = 5

/** Throws unless every name is a column of the file; `keys`: what asked for each name. */
export function requireColumns(
  columns: readonly string[],
  wanted: readonly { readonly name: string; readonly key: string }[],
  place: string,
): void {
  const known = new Set(columns)
  const unknown = wanted.filter(({ name }) => !known.has(name))
  const headless = columns.some((name) => Number.isFinite(parseNumber(name)))
  const hint = headless ? '; its first row looks like data: set data.header: false' : ''
  const ends = `the columns are ${listed(columns)}${hint}`
  const [first] = unknown
  const together = unknown.every(({ key }) => key === first?.key)
  if (first !== undefined && together && unknown.length > mostFaults) {
    const names = unknown.map(({ name }) => quoted(name))
    const message = `${first.key}: no columns are named ${listed(names, mostFaults)}; ${ends}`
    throw new InputError({ place, message })
  }
  const faults = unknown.map(({ name, key }, i): Fault => {
    const near = didYouMean(name, columns)
    // The list once, at the end, serves them all.
    const list = i === unknown.length - 1 ? `${near === '' ? ';' : ''} ${ends}` : ''
    return { place, message: `${key}: no column is named ${quoted(name)}${near}${list}` }
  })
  if (faults.length > 0) throw new InputError(faults)
}
