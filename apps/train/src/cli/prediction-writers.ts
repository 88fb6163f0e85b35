import type { RowBatch } from '../data/stream-examples.ts'
import type { Predictions } from '../train/predict-rows.ts'
import type { Predicted } from './predicted.ts'
import type { PredictionText } from './prediction-text.ts'

/** Writes predictions as they come. */
export interface PredictionWriter {
  start(columns: readonly string[], delimiter: string): void
  rows(batch: RowBatch, predictions: Predictions): Promise<void>
  end(predicted: Predicted): Promise<void>
}

/** Writes rows as CSV; nothing before the first of them are predicted. */
export class TextWriter implements PredictionWriter {
  readonly #text: PredictionText
  readonly #write: (text: string) => unknown
  #columns: readonly string[] | undefined
  #delimiter = ','

  constructor(text: PredictionText, write: (text: string) => unknown) {
    this.#text = text
    this.#write = write
  }

  start(columns: readonly string[], delimiter: string): void {
    this.#columns = columns
    this.#delimiter = delimiter
  }

  async rows({ cells, positions }: RowBatch, predictions: Predictions): Promise<void> {
    const header =
      this.#columns === undefined
        ? ''
        : this.#text.header(this.#columns, predictions.columns, this.#delimiter)
    this.#columns = undefined
    let next = 0
    const rows = this.#text.rows(cells, (index) =>
      positions[next] === index ? predictions.cells(next++) : null,
    )
    await this.#write(header + rows)
  }

  async end(): Promise<void> {}
}

/** Writes one JSON value, the predictions in the middle of it. */
export class JsonWriter implements PredictionWriter {
  readonly #head: Readonly<Record<string, unknown>>
  readonly #write: (text: string) => unknown
  #written = 0

  /** @param head what stands before the predictions */
  constructor(head: Readonly<Record<string, unknown>>, write: (text: string) => unknown) {
    this.#head = head
    this.#write = write
  }

  start(): void {}

  async rows({ rowNumbers }: RowBatch, predictions: Predictions): Promise<void> {
    const entries = Array.from(rowNumbers, (row, index) => {
      const entry = JSON.stringify({ row, ...predictions.record(index) }, null, 2)
      const before = this.#written++ === 0 ? this.#beginning() : ','
      return `${before}\n    ${entry.replaceAll('\n', '\n    ')}`
    })
    await this.#write(entries.join(''))
  }

  async end({ rows, leftOut, notices }: Predicted): Promise<void> {
    const before = this.#written === 0 ? this.#beginning() : '\n  '
    const rest = JSON.stringify({ rows, leftOut, notices }, null, 2).slice('{\n'.length)
    await this.#write(`${before}],\n${rest}\n`)
  }

  #beginning(): string {
    return `${JSON.stringify(this.#head, null, 2).slice(0, -'\n}'.length)},\n  "predictions": [`
  }
}
