import { quoted } from '../config/show.ts'
import { type Fault, InputError } from '../errors.ts'
import { CategoricalBuilder } from './categorical-builder.ts'
import { MissingValues } from './cells.ts'
import type { BuiltColumns, Column, ColumnBuilder } from './column.ts'
import { displayPath } from './display-path.ts'
import { GrowingArray } from './growing-array.ts'
import { InferringBuilder } from './inferring-builder.ts'
import type { Notice } from './notice.ts'
import { type BuilderOptions, NumericBuilder } from './numeric-builder.ts'
import type { CsvSink, Source } from './read-csv.ts'
import type { Reading } from './reading.ts'
import { respelled } from './same-number.ts'
import type { Table, TableRequest } from './table.ts'

/** Builds a table from the rows of a file. */
export class TableBuilder implements CsvSink {
  readonly progress: (fraction: number) => void
  readonly #request: TableRequest
  readonly #place: string
  readonly #missing: MissingValues
  readonly #numbers = new GrowingArray((length) => new Int32Array(length))
  /** Columns that mark the parts: their cells are kept as texts and later compared as numbers. */
  readonly #marks = new Set<string>()
  readonly #builders: { name: string; index: number; builder: ColumnBuilder }[] = []

  constructor(request: TableRequest) {
    this.#request = request
    this.#place = request.place ?? displayPath(request.path)
    this.#missing = new MissingValues(request.missingValues)
    this.progress = request.onProgress ?? ((): void => {})
  }

  start(columns: readonly string[]): void {
    const readings = this.#request.readings(columns, this.#place)
    columns.forEach((name, index) => {
      const reading = readings.get(name)
      if (reading === undefined) return
      if (reading === 'text') this.#marks.add(name)
      for (const builder of this.#buildersOf(name, reading)) {
        this.#builders.push({ name, index, builder })
      }
    })
  }

  rows(rows: readonly (readonly string[])[], numbers: Int32Array): void {
    for (const { builder, index } of this.#builders) builder.append(rows, index, numbers)
    for (const number of numbers) this.#numbers.push(number)
  }

  finish(source: Source): Table {
    const place = this.#place
    const built = this.#finishColumns()
    const columns = this.#named(built)
    refuseTwoDecimals(built, place)
    return {
      ...this.#tableOf(source, columns),
      taskReason:
        built.find(({ taskReason }) => typeof taskReason === 'string')?.taskReason ?? null,
      notices: built.flatMap(({ name, notices, columns: [column] }): Notice[] => {
        const isCategorical = column?.kind === 'categorical' && !this.#marks.has(name)
        const texts = isCategorical ? respelling(column.categories) : []
        return [...notices, ...texts].map((text) => ({ place, column: name, text }))
      }),
    }
  }

  /**
   * A table of the rows since the last call, of a file that is read as one was before: nothing is to be found out of all
   * its rows. The digest of its source is that of nothing.
   */
  take(): Table {
    const columns = this.#named(this.#finishColumns())
    const source = { path: this.#request.path, rows: this.#numbers.length, bytes: 0, sha256: '' }
    return this.#tableOf(source, columns)
  }

  #named(built: readonly BuiltColumns[]): ReadonlyMap<string, Column> {
    const columns = new Map<string, Column>()
    for (const column of built.flatMap((each) => each.columns)) {
      if (columns.has(column.name)) {
        const message = `the parts of dates make a second column ${quoted(column.name)}; rename one`
        throw new InputError({ place: this.#place, message })
      }
      columns.set(column.name, column)
    }
    return columns
  }

  #tableOf(source: Source, columns: Table['columns']): Table {
    return {
      place: this.#place,
      rows: source.rows,
      columns,
      rowNumbers: this.#numbers.take(),
      source,
      labels: null,
      shape: null,
      sequences: null,
      taskReason: null,
      notices: [],
    }
  }

  #buildersOf(column: string, reading: Reading): ColumnBuilder[] {
    const hint = this.#request.textHint?.(column) ?? 'fix the cell'
    const options: BuilderOptions = { column, missing: this.#missing, place: this.#place, hint }
    if (reading === 'categorical') return [new CategoricalBuilder(options)]
    if (reading === 'text' || reading === 'id') {
      const limit = reading === 'id' ? Number.POSITIVE_INFINITY : undefined
      return [new CategoricalBuilder({ ...options, missing: new MissingValues([]) }, limit)]
    }
    if (reading.kind === 'infer') {
      return [new InferringBuilder(reading, { ...options, isWide: reading.purpose === 'time' })]
    }
    const { columns, isWide } = reading
    return columns.map(
      ({ name, notation }) => new NumericBuilder(name, notation, { ...options, isWide }),
    )
  }

  /** Finishes every column; throws the faults of all of them at once. */
  #finishColumns(): (BuiltColumns & { readonly name: string })[] {
    const faults: Fault[] = []
    const built = this.#builders.flatMap(({ name, builder }) => {
      try {
        return [{ name, ...builder.finish() }]
      } catch (error) {
        if (!(error instanceof InputError)) throw error
        faults.push(...error.faults)
        return []
      }
    })
    if (faults.length > 0) throw new InputError(faults)
    return built
  }
}

/** A notice that texts such as 1 and 1.0, which are one number, stay different categories. */
function respelling(texts: readonly string[]): string[] {
  const [first, ...others] = respelled(texts)
  if (first === undefined) return []
  const more =
    others.length === 0 ? '' : `, and ${others.length} more numbers in several spellings,`
  const spellings = first.slice(0, 4).map(quoted).join(' and ')
  return [
    `texts are taken as written: ${spellings}${more} stay apart; write each number in one way to make them one`,
  ]
}

/** Refuses 1.234 as a number of one column where another column of the file has decimal commas. */
function refuseTwoDecimals(
  built: readonly (BuiltColumns & { readonly name: string })[],
  place: string,
): void {
  const comma = built.find(({ columns: [column] }) => {
    return (
      column?.kind === 'numeric' &&
      column.notation.kind === 'number' &&
      column.notation.decimal === ','
    )
  })
  if (comma === undefined) return
  const faults = built.flatMap(({ name, onlyPoints }): Fault[] => {
    if (onlyPoints === null) return []
    const key = `data.columns.${name}`
    const message = `these are numbers written like ${quoted(onlyPoints)}, which can be read in two ways, as column ${quoted(comma.name)} has decimal commas; set ${key}.thousands: '.' for ${onlyPoints.replaceAll('.', '')}, or ${key}.decimal: '.' for ${onlyPoints}`
    return [{ place: `${place} column ${quoted(name)}`, message }]
  })
  if (faults.length > 0) throw new InputError(faults)
}
