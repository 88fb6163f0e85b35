import type { Monitor } from './measures.ts'

/** The best epoch until now, by the metric that is watched. */
export interface BestSoFar {
  /** The name of the metric. */
  readonly monitor: string
  readonly epoch: number
  readonly value: number
}

/** What a `BestEpoch` remembers. */
export interface BestState {
  readonly epoch: number
  readonly value: number
  readonly latest: number
}

/** Keeps the best value of one metric, and how long ago it was seen. */
export class BestEpoch {
  readonly #monitor: Monitor
  readonly #patience: number
  #epoch = 0
  #value = Number.NaN
  #latest = 0

  /** @param patience epochs without an improvement after which training should stop */
  constructor(monitor: Monitor, patience: number = Number.POSITIVE_INFINITY) {
    this.#monitor = monitor
    this.#patience = patience
  }

  get monitor(): string {
    return this.#monitor.name
  }

  /** The epoch with the best value; 0 before the first. The earlier one of equals. */
  get epoch(): number {
    return this.#epoch
  }

  /** The best value; NaN before the first. */
  get value(): number {
    return this.#value
  }

  state(): BestState {
    return { epoch: this.#epoch, value: this.#value, latest: this.#latest }
  }

  /** Takes up what `state` gave. */
  restore({ epoch, value, latest }: BestState): void {
    this.#epoch = epoch
    this.#value = value
    this.#latest = latest
  }

  /** Takes an epoch's value; true if it is the best so far. A NaN is never better than a number. */
  offer(epoch: number, value: number): boolean {
    this.#latest = epoch
    const better = this.#monitor.better === 'larger' ? value > this.#value : value < this.#value
    const first = this.#epoch === 0 || (Number.isNaN(this.#value) && !Number.isNaN(value))
    if (!better && !first) return false
    this.#epoch = epoch
    this.#value = value
    return true
  }

  /** Whether the last improvement lies `patience` epochs back. */
  get isOverdue(): boolean {
    return this.#latest - this.#epoch >= this.#patience
  }
}
