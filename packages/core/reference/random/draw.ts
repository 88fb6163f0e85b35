/** Numbers of a seed (Mulberry32), for the structure of graphs. */
export class Draw {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** Evenly from `low` (included) to `high`. */
  number(low: number, high: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return low + (((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296) * (high - low)
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.number(0, 1) * (high - low + 1))
  }

  numbers(count: number, low: number, high: number): number[] {
    return Array.from({ length: count }, () => this.number(low, high))
  }

  wholes(count: number, low: number, high: number): number[] {
    return Array.from({ length: count }, () => this.whole(low, high))
  }

  pick<T>(first: T, ...others: readonly T[]): T {
    const at = this.whole(0, others.length)
    return at === 0 ? first : (others[at - 1] ?? first)
  }

  /** The same in another order. */
  shuffled<T>(values: readonly T[]): T[] {
    const left = [...values]
    return values.flatMap(() => left.splice(this.whole(0, left.length - 1), 1))
  }

  /** Lengths from 1 to 3. */
  shape(rank: number): number[] {
    return this.wholes(rank, 1, 3)
  }
}
