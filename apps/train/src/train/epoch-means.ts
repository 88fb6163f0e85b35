import type { TrainingFigures } from './records.ts'

/** The mean of the training figures of an epoch over its rows, kept in float64. */
export class EpochMeans {
  #rows = 0
  #loss = 0
  /** Of each penalty over the batches in which it was taken. */
  readonly #penalties = new Map<string, { readonly sum: number; readonly rows: number }>()

  /** Takes the figures of a batch of `rows` rows. */
  add({ loss, penalties }: TrainingFigures, rows: number): void {
    this.#rows += rows
    this.#loss += loss * rows
    for (const [name, value] of Object.entries(penalties)) {
      const before = this.#penalties.get(name) ?? { sum: 0, rows: 0 }
      this.#penalties.set(name, { sum: before.sum + value * rows, rows: before.rows + rows })
    }
  }

  /** The means so far; none of a penalty that was not taken. */
  values(): TrainingFigures {
    const penalties = [...this.#penalties].map(([name, { sum, rows }]) => [name, sum / rows])
    return { loss: this.#loss / this.#rows, penalties: Object.fromEntries(penalties) }
  }
}
