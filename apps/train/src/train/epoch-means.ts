import type { TrainingFigures } from './records.ts'

/** The mean of the training figures of an epoch over its rows, kept in float64. */
export class EpochMeans {
  #rows = 0
  #loss = 0
  readonly #penalties = new Map<string, number>()

  /** Takes the figures of a batch of `rows` rows. */
  add({ loss, penalties }: TrainingFigures, rows: number): void {
    this.#rows += rows
    this.#loss += loss * rows
    for (const [name, value] of Object.entries(penalties)) {
      this.#penalties.set(name, (this.#penalties.get(name) ?? 0) + value * rows)
    }
  }

  /** The means so far. */
  values(): TrainingFigures {
    const penalties = [...this.#penalties].map(([name, sum]) => [name, sum / this.#rows] as const)
    return { loss: this.#loss / this.#rows, penalties: Object.fromEntries(penalties) }
  }
}
