import type { CsvSink } from '../data/read-csv.ts'
import type { Predictions } from '../train/predict-rows.ts'
import type { PredictionText } from './prediction-text.ts'

/** Receives the rows of a CSV file and writes them on with their predictions beside them. */
export class PredictionSink implements CsvSink {
  readonly #predictions: Predictions
  readonly #positions: Int32Array
  readonly #write: (text: string) => unknown
  readonly #text: PredictionText
  #row = 0
  #next = 0

  /**
   * @param positions the positions in the file of the rows that were predicted, ascending; the
   * others get empty cells
   */
  constructor(
    predictions: Predictions,
    positions: Int32Array,
    write: (text: string) => unknown,
    text: PredictionText,
  ) {
    this.#predictions = predictions
    this.#positions = positions
    this.#write = write
    this.#text = text
  }

  /** Takes the names of the columns. */
  start(columns: readonly string[], delimiter: string): void {
    this.#write(this.#text.header(columns, this.#predictions.columns, delimiter))
  }

  /** Takes some rows, in the order of the file. */
  async rows(rows: readonly (readonly string[])[]): Promise<void> {
    const text = this.#text.rows(rows, () =>
      this.#positions[this.#next] === this.#row++ ? this.#predictions.cells(this.#next++) : null,
    )
    await this.#write(text)
  }
}
