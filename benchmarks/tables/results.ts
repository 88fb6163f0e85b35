import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Scores } from './scores.ts'
import type { Table } from './table.ts'

/** What somebody came to on a fold of a table, or why to nothing. */
export interface Result {
  readonly table: string
  readonly digest: string
  readonly who: string
  readonly fold: number
  readonly scores: Scores | null
  /** From the launch of the program until it is fitted; of a later fold in one process from its own start. */
  readonly seconds: number | null
  /** Of these those of fitting alone, where they are known. */
  readonly fitting?: number
  readonly failure?: string
  /** What a search said of what it found. */
  readonly said?: string
}

/** All results so far, kept in a file of a line for each, so that one side can be measured again by itself. */
export class Results {
  readonly #path: string
  readonly #results = new Map<string, Result>()

  constructor(path: string) {
    this.#path = path
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
    for (const line of lines) {
      if (line === '') continue
      const result: Result = JSON.parse(line)
      this.#results.set(keyOf(result), result)
    }
  }

  /** The result of somebody on a fold of these very rows. */
  find(table: Table, who: string, fold: number): Result | undefined {
    const found = this.#results.get(keyOf({ table: table.name, who, fold }))
    return found?.digest === table.digest ? found : undefined
  }

  /** Adds a result in place of an earlier one, and writes the file. */
  add(result: Result): void {
    this.#results.set(keyOf(result), result)
    const lines = [...this.#results].sort(([a], [b]) => (a < b ? -1 : 1))
    writeFileSync(this.#path, lines.map(([, item]) => `${JSON.stringify(item)}\n`).join(''))
  }
}

const keyOf = ({ table, who, fold }: Pick<Result, 'table' | 'who' | 'fold'>): string =>
  `${table} ${who} ${fold}`
