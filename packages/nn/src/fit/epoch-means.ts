import type { Tensor } from '@sobolev/core'
import type { Tensors } from '../tensors.ts'

/** What a step came to, scalars. */
export interface StepTerms {
  readonly loss: Tensor
  readonly penalties: Tensors
}

/** The mean loss and penalties of the steps of an epoch. */
export class EpochMeans {
  #rows = 0
  #loss = 0
  /** Penalties that wait for their steps are in some alone. */
  readonly #penalties = new Map<string, { sum: number; rows: number }>()

  /** Adds a step of so many rows. Throws a RangeError if its loss, or a penalty, is not finite. */
  add({ loss, penalties }: StepTerms, rows: number, place: string): void {
    this.#loss += rows * finite('the loss', loss, place)
    this.#rows += rows
    for (const [name, penalty] of Object.entries(penalties)) {
      const { sum, rows: before } = this.#penalties.get(name) ?? { sum: 0, rows: 0 }
      const value = finite(`the penalty "${name}"`, penalty, place)
      this.#penalties.set(name, { sum: sum + rows * value, rows: before + rows })
    }
  }

  values(): { readonly loss: number; readonly penalties: Readonly<Record<string, number>> } {
    const penalties = Array.from(this.#penalties, ([name, { sum, rows }]) => [name, sum / rows])
    return { loss: this.#loss / this.#rows, penalties: Object.fromEntries(penalties) }
  }
}

function finite(what: string, tensor: Tensor, place: string): number {
  const value = tensor.item()
  if (!Number.isFinite(value))
    throw new RangeError(
      `fit: ${what} must be finite, got ${value} in ${place}; a smaller learning rate, or chain(clipByGlobalNorm(1), …), may help, and detectAnomalies finds where it begins`,
    )
  return value
}
