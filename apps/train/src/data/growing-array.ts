/** Tables may have a column for each of thousands of pixels, and few rows. */
const firstChunkLength = 1 << 6
const largestChunkLength = 1 << 16

type Growable = Float32Array | Float64Array | Int32Array

/** A typed array that grows by chunks, so that it never reserves more than it holds, and one chunk of 65,536 entries. */
export class GrowingArray<Kind extends Growable> {
  readonly #make: (length: number) => Kind
  #full: Kind[] = []
  #chunk: Kind
  #used = 0

  /** `make`: creates the typed array that holds a number of entries. */
  constructor(make: (length: number) => Kind) {
    this.#make = make
    this.#chunk = make(0)
  }

  /** How many entries were pushed since the last `take`. */
  get length(): number {
    return this.#full.reduce((length, chunk) => length + chunk.length, this.#used)
  }

  push(value: number): void {
    if (this.#used === this.#chunk.length) this.#grow()
    this.#chunk[this.#used++] = value
  }

  /** Everything pushed, in one array; empties the list. */
  take(): Kind {
    const chunks = [...this.#full, this.#chunk.subarray(0, this.#used)]
    const whole = this.#make(chunks.reduce((length, chunk) => length + chunk.length, 0))
    let position = 0
    for (const chunk of chunks) {
      whole.set(chunk, position)
      position += chunk.length
    }
    this.#full = []
    this.#chunk = this.#make(0)
    this.#used = 0
    return whole
  }

  #grow(): void {
    const { length } = this.#chunk
    if (length > 0) this.#full.push(this.#chunk)
    this.#chunk = this.#make(Math.min(largestChunkLength, Math.max(firstChunkLength, 2 * length)))
    this.#used = 0
  }
}
