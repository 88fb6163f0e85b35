import type { BestSoFar } from '../train/best-epoch.ts'
import type { EpochRecord } from '../train/records.ts'

/** What is shown of an epoch. */
type Show = (record: EpochRecord, best: BestSoFar) => void

/** Gathers the epochs of members that are trained together, and shows each as the mean over those that took it. */
export class MembersLines {
  readonly #show: Show
  #records: EpochRecord[] = []
  #best: BestSoFar | undefined

  constructor(show: Show) {
    this.#show = show
  }

  add(record: EpochRecord, best: BestSoFar): void {
    if (this.#records[0] && this.#records[0].epoch !== record.epoch) this.flush()
    this.#records.push(record)
    this.#best = best
  }

  /** Shows the epoch at hand. */
  flush(): void {
    const [first] = this.#records
    if (first === undefined || this.#best === undefined) return
    const { training, validation, ...others } = first
    const of = (part: 'training' | 'validation'): unknown[] =>
      this.#records.map((record) => record[part])
    // Each has a best epoch of its own.
    this.#show(
      {
        ...others,
        training: meanOf(training, of('training')),
        validation: meanOf(validation, of('validation')),
      },
      { ...this.#best, epoch: 0 },
    )
    this.#records = []
  }
}

/** The means of all numbers in nestings of the same form; null where one is null. */
function meanOf<T>(first: T, nestings: readonly unknown[]): T
function meanOf(first: unknown, nestings: readonly unknown[]): unknown {
  if (typeof first === 'number') {
    const numbers = nestings.filter((value) => typeof value === 'number')
    return numbers.length < nestings.length
      ? null
      : numbers.reduce((sum, value) => sum + value, 0) / numbers.length
  }
  if (typeof first !== 'object' || first === null) return first
  return Object.fromEntries(
    Object.entries(first).map(([key, value]) => [
      key,
      meanOf(
        value,
        nestings.map((nesting) => Object(nesting)[key]),
      ),
    ]),
  )
}
