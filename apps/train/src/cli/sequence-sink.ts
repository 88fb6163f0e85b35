import { trimmed } from '../data/cells.ts'
import type { CsvSink } from '../data/read-csv.ts'
import type { PredictionSink } from './prediction-sink.ts'

/** Receives the steps of a CSV file and hands on the id of each sequence, where its first step stands. */
export class SequenceSink implements CsvSink {
  readonly #idColumn: string
  readonly #sink: Pick<PredictionSink, 'start' | 'rows'>
  readonly #known = new Set<string>()
  #index = 0

  constructor(idColumn: string, sink: Pick<PredictionSink, 'start' | 'rows'>) {
    this.#idColumn = idColumn
    this.#sink = sink
  }

  start(columns: readonly string[], delimiter: string): void {
    this.#index = columns.indexOf(this.#idColumn)
    this.#sink.start([this.#idColumn], delimiter)
  }

  async rows(rows: readonly (readonly string[])[]): Promise<void> {
    const first: string[][] = []
    for (const row of rows) {
      const id = trimmed(row[this.#index] ?? '')
      if (this.#known.size === this.#known.add(id).size) continue
      first.push([id])
    }
    await this.#sink.rows(first)
  }
}
