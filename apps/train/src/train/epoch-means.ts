import type { Figures } from './figures.ts'
import type { StepFigures } from './not-finite.ts'
import type { TrainingFigures } from './records.ts'

/** Sums over the rows of the batches in which a penalty was taken. */
export interface Sums {
  readonly rows: number
  readonly value: number
  readonly weight: number
  /** Of weight · value. */
  readonly weighted: number
}

/** What an epoch has come to so far. */
export interface EpochSums {
  readonly rows: number
  readonly loss: number
  /** By the names of the penalties, in the order in which they were first taken. */
  readonly penalties: readonly (readonly [name: string, sums: Sums])[]
}

const none: Sums = { rows: 0, value: 0, weight: 0, weighted: 0 }

/** The mean of the training figures of an epoch over its rows, kept in float64. */
export class EpochMeans {
  /** Of penalties that are taken in every k-th step alone, k, by name. */
  readonly #every: Figures
  #rows = 0
  #loss = 0
  readonly #penalties = new Map<string, Sums>()

  /** @param state what `state()` gave in the middle of the epoch; nothing was taken without one */
  constructor(every: Figures = {}, state?: EpochSums) {
    this.#every = every
    if (state === undefined) return
    this.#rows = state.rows
    this.#loss = state.loss
    for (const [name, sums] of state.penalties) this.#penalties.set(name, sums)
  }

  /** What was taken so far. */
  state(): EpochSums {
    return { rows: this.#rows, loss: this.#loss, penalties: [...this.#penalties] }
  }

  /** Takes the figures of a batch of `rows` rows. */
  add({ loss, penalties, weights }: StepFigures, rows: number): void {
    this.#rows += rows
    this.#loss += loss * rows
    for (const [name, value] of Object.entries(penalties)) {
      const before = this.#penalties.get(name) ?? none
      const weight = weights[name] ?? Number.NaN
      this.#penalties.set(name, {
        rows: before.rows + rows,
        value: before.value + value * rows,
        weight: before.weight + weight * rows,
        weighted: before.weighted + weight * value * rows,
      })
    }
  }

  /** The means so far; none of a penalty that was not taken. */
  values(): TrainingFigures {
    const byName = (figureOf: (sums: Sums, every: number) => number): Figures =>
      Object.fromEntries(
        Array.from(this.#penalties, ([name, sums]) => [
          name,
          figureOf(sums, this.#every[name] ?? 1),
        ]),
      )
    const sizes = Array.from(this.#penalties.values(), ({ weighted }) => Math.abs(weighted))
    const whole = sizes.reduce((sum, size) => sum + size, Math.abs(this.#loss))
    return {
      loss: this.#loss / this.#rows,
      penalties: byName(({ value, rows }) => value / rows),
      ...(sizes.length > 0 && {
        weights: byName(({ weight, rows }, every) => weight / rows / every),
        shares: byName(({ weighted }) => (whole === 0 ? 0 : Math.abs(weighted) / whole)),
      }),
    }
  }
}
