/** Random choices that depend on a seed alone. */
export class Choices {
  #state: number

  /** @param seeds any whole numbers; other numbers give other choices */
  constructor(...seeds: readonly number[]) {
    this.#state = seeds.reduce((state, seed) => Math.imul(state ^ seed, 0x9e3779b1) + 0x7f4a7c15, 1)
  }

  /** A whole number from 0 to `end` − 1 (Mulberry32, by Tommy Ettinger). */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return Math.floor((((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * end)
  }

  /** One of some values. */
  of<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)]
    if (value === undefined) throw new RangeError('Choices.of: there must be a value')
    return value
  }
}
