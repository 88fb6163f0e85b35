import type { Task } from '../config/config.ts'
import { CategoricalBuilder } from '../data/categorical-builder.ts'
import { MissingValues } from '../data/cells.ts'
import type { Column, ColumnBuilder } from '../data/column.ts'
import { displayPath } from '../data/display-path.ts'
import { codesHint } from '../data/infer.ts'
import { InferringBuilder } from '../data/inferring-builder.ts'
import { type CsvLayout, type CsvSink, readCsv } from '../data/read-csv.ts'
import type { Decimal, Thousands } from '../data/written-number.ts'
import { InputError } from '../errors.ts'

/** How a column is to be read, where that is not found out by its cells. */
export interface ColumnSettings {
  readonly type?: 'numeric' | 'categorical'
  readonly decimal?: Decimal
  readonly thousands?: Thousands
}

/** A column of a file as it was read. */
export interface FoundColumn {
  readonly name: string
  /** `null`: it cannot be read. */
  readonly column: Column | null
  /** Why it cannot be read; empty where it can. */
  readonly fault: string
  /** Whether its numbers are written as codes are, such as 007. */
  readonly areCodes: boolean
  /** A number such as 1.234 that would be 1234 if the file wrote decimal commas; `null`: none. */
  readonly onlyPoints: string | null
  /** Why a target of numbers was taken for classes, or for a number to predict. */
  readonly taskReason: string | null
}

/** A file whose columns were read as far as they can be. */
export interface FoundTable {
  readonly rows: number
  readonly columns: ReadonlyMap<string, FoundColumn>
}

/** What `readColumns` is told. */
export interface ColumnsRequest {
  readonly path: string
  readonly layout: CsvLayout
  readonly target: string
  /** What the target is read as; null: what it looks like. */
  readonly task: Task | null
  readonly missingValues: readonly string[]
  readonly settings: Readonly<Record<string, ColumnSettings>>
  readonly onProgress?: ((fraction: number) => void) | undefined
}

/** Reads all columns of a CSV file. Throws `InputError` only for what is wrong with the rows. */
export async function readColumns(request: ColumnsRequest): Promise<FoundTable> {
  const sink = new ColumnsSink(request)
  const { rows } = await readCsv(request.path, request.layout, sink)
  return { rows, columns: sink.finish() }
}

class ColumnsSink implements CsvSink {
  readonly #request: ColumnsRequest
  readonly #builders: { name: string; builder: ColumnBuilder; fault: InputError | null }[] = []

  constructor(request: ColumnsRequest) {
    this.#request = request
  }

  progress(fraction: number): void {
    this.#request.onProgress?.(fraction)
  }

  start(columns: readonly string[]): void {
    for (const name of columns)
      this.#builders.push({ name, builder: this.#builderOf(name), fault: null })
  }

  rows(rows: readonly (readonly string[])[], numbers: Int32Array): void {
    this.#builders.forEach((entry, index) => {
      if (entry.fault !== null) return
      attempt(entry, () => entry.builder.append(rows, index, numbers))
    })
  }

  finish(): Map<string, FoundColumn> {
    return new Map(
      this.#builders.map((entry) => {
        const { name } = entry
        const built =
          entry.fault === null ? attempt(entry, () => entry.builder.finish()) : undefined
        const [column = null] = built?.columns ?? []
        const { onlyPoints = null, taskReason = null, notices = [] } = built ?? {}
        const areCodes = notices.some((notice) => notice.includes(codesHint))
        const [fault] = entry.fault?.faults ?? []
        return [
          name,
          { name, column, fault: fault?.message ?? '', areCodes, onlyPoints, taskReason },
        ]
      }),
    )
  }

  #builderOf(name: string): ColumnBuilder {
    const { path, target, task, missingValues, settings } = this.#request
    const place = displayPath(path)
    const options = { column: name, missing: new MissingValues(missingValues), place, hint: '' }
    const { type, decimal = null, thousands = null } = settings[name] ?? {}
    const asked = name === target ? task : null
    if (type === 'categorical' || asked === 'classification') return new CategoricalBuilder(options)
    const isNumber = type === 'numeric' || asked === 'regression'
    const purpose = isNumber ? 'number' : name === target ? 'target' : 'input'
    return new InferringBuilder({ purpose, decimal, thousands, dates: [] }, options)
  }
}

/** Does something for a column, and keeps the fault where that cannot be done. */
function attempt<T>(entry: { fault: InputError | null }, work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    entry.fault = error
    return undefined
  }
}
