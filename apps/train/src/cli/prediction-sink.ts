import type { CsvSink } from '../data/read-csv.ts'
import type { Predictions } from '../train/predict-rows.ts'

/** Receives the rows of a CSV file and writes them on with their predictions beside them. */
export class PredictionSink implements CsvSink {
  readonly #predictions: Predictions
  readonly #positions: Int32Array
  readonly #write: (text: string) => void
  readonly #formatClass: (cell: string) => string
  #delimiter = ','
  #row = 0
  #next = 0

  /**
   * @param positions the positions in the file of the rows that were predicted, ascending; the
   * others get empty cells
   * @param formatClass how the text of a predicted class is written, such as `withoutFormula`
   */
  constructor(
    predictions: Predictions,
    positions: Int32Array,
    write: (text: string) => void,
    asWritten: (cell: string) => string = (cell) => cell,
  ) {
    this.#formatClass = asWritten
    this.#predictions = predictions
    this.#positions = positions
    this.#write = write
  }

  /** Takes the names of the columns; a prediction's column whose name is taken gets a number. */
  start(columns: readonly string[], delimiter: string): void {
    // Not a space, between which an empty cell could not be told from none.
    this.#delimiter = delimiter === ' ' ? ',' : delimiter
    const taken = new Set(columns)
    const added = this.#predictions.columns.map((name) => {
      let free = name
      for (let number = 2; taken.has(free); number++) free = `${name}_${number}`
      taken.add(free)
      return free
    })
    this.#write(this.#line([...columns, ...added]))
  }

  /** Takes some rows, in the order of the file. */
  rows(rows: readonly (readonly string[])[]): void {
    const lines = rows.map((row) => {
      const isPredicted = this.#positions[this.#next] === this.#row++
      const cells = isPredicted
        ? this.#predictions.cells(this.#next++).map(this.#formatClass)
        : this.#predictions.columns.map(() => '')
      return this.#line([...row, ...cells])
    })
    this.#write(lines.join(''))
  }

  #line(cells: readonly string[]): string {
    const quoted = cells.map((cell) => quotedIfNeeded(cell, this.#delimiter))
    return `${quoted.join(this.#delimiter)}\n`
  }
}

function quotedIfNeeded(cell: string, delimiter: string): string {
  const needs = cell.includes(delimiter) || /["\r\n]|^\s|\s$/.test(cell)
  return needs ? `"${cell.replaceAll('"', '""')}"` : cell
}
