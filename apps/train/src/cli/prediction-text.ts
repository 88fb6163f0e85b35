import { csvText } from '../data/csv-text.ts'
import { isFormula } from '../data/formulas.ts'

/** Rows of a CSV file as text, with their predictions beside them. */
export class PredictionText {
  readonly #escapesFormulas: boolean
  #delimiter = ','
  #predicted = 0
  #formulas = 0
  #firstFormula = ''

  /** @param formulas what becomes of cells that a spreadsheet would run */
  constructor(formulas: 'escape' | 'keep') {
    this.#escapesFormulas = formulas === 'escape'
  }

  /** How many cells of the file, names of columns among them, a spreadsheet would run, and the first of them. */
  get formulas(): { readonly count: number; readonly first: string } {
    return { count: this.#formulas, first: this.#firstFormula }
  }

  /** The header; a prediction's column whose name is taken gets a number. */
  header(columns: readonly string[], predicted: readonly string[], delimiter: string): string {
    // Not a space, between which an empty cell could not be told from none.
    this.#delimiter = delimiter === ' ' ? ',' : delimiter
    this.#predicted = predicted.length
    this.#count(columns)
    const taken = new Set(columns)
    const added = predicted.map((name) => {
      let free = name
      for (let number = 2; taken.has(free); number++) free = `${name}_${number}`
      taken.add(free)
      return free
    })
    return this.#text([[...columns, ...added]])
  }

  /** Some rows. `cellsOf` gives the prediction of the row at an index; null for one that is left out. */
  rows(
    rows: readonly (readonly string[])[],
    cellsOf: (index: number) => readonly string[] | null,
  ): string {
    this.#count(rows.flat())
    const none = Array.from({ length: this.#predicted }, () => '')
    return this.#text(rows.map((row, index) => [...row, ...(cellsOf(index) ?? none)]))
  }

  #count(cells: readonly string[]): void {
    for (const cell of cells) {
      if (!isFormula(cell)) continue
      if (this.#formulas++ === 0) this.#firstFormula = cell
    }
  }

  #text(rows: readonly (readonly string[])[]): string {
    return csvText(rows, { delimiter: this.#delimiter, escapesFormulas: this.#escapesFormulas })
  }
}
