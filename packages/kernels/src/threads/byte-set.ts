/** Bytes of memory, as ranges that neither touch nor overlap, in order. */
export class ByteSet {
  readonly #starts: number[] = []
  readonly #ends: number[] = []

  /** Whether any byte from `start` up to `end` is in the set. */
  overlaps(start: number, end: number): boolean {
    const next = this.#firstEndingAfter(start)
    return (this.#starts[next] ?? Number.POSITIVE_INFINITY) < end
  }

  /** Adds the bytes from `start` up to `end`, at least one. */
  add(start: number, end: number): void {
    const first = this.#firstEndingAfter(start - 1)
    let past = first
    let low = start
    let high = end
    for (; (this.#starts[past] ?? Number.POSITIVE_INFINITY) <= end; past++) {
      low = Math.min(low, this.#starts[past] ?? low)
      high = Math.max(high, this.#ends[past] ?? high)
    }
    this.#starts.splice(first, past - first, low)
    this.#ends.splice(first, past - first, high)
  }

  clear(): void {
    this.#starts.length = 0
    this.#ends.length = 0
  }

  #firstEndingAfter(position: number): number {
    let low = 0
    let high = this.#ends.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#ends[middle] ?? 0) > position) high = middle
      else low = middle + 1
    }
    return low
  }
}
