const chunkLength = 1 << 16

type Growable = Float32Array | Float64Array | Int32Array

/** A typed array that grows by chunks, so that it never reserves more than one chunk too many. */
export class GrowingArray<Kind extends Growable> {
  readonly #make: (length: number) => Kind
  #full: Kind[] = []
  #chunk: Kind
  #used = 0

  /** `make`: creates the typed array that holds a number of entries. */
  constructor(make: (length: number) => Kind) {
    this.#make = make
    this.#chunk = make(chunkLength)
  }

  push(value: number): void {
    if (this.#used === chunkLength) {
      this.#full.push(this.#chunk)
      this.#chunk = this.#make(chunkLength)
      this.#used = 0
    }
    this.#chunk[this.#used++] = value
  }

  /** Everything pushed, in one array; empties the list. */
  take(): Kind {
    const whole = this.#make(this.#full.length * chunkLength + this.#used)
    this.#full.forEach((chunk, i) => {
      whole.set(chunk, i * chunkLength)
    })
    whole.set(this.#chunk.subarray(0, this.#used), this.#full.length * chunkLength)
    this.#full = []
    this.#chunk = this.#make(chunkLength)
    this.#used = 0
    return whole
  }
}
