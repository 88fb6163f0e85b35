/** The fields of a message in protobuf's wire format, in the order in which they are added. */
export class Message {
  readonly #chunks: Uint8Array[] = []
  #length = 0

  /** How many bytes it has. */
  get length(): number {
    return this.#length
  }

  /** Its bytes, in chunks that share the memory of what was added. */
  get chunks(): readonly Uint8Array[] {
    return this.#chunks
  }

  /** A whole number of up to 53 bits; negative ones in two's complement of 64 bits. */
  integer(field: number, value: number): this {
    this.#tag(field, 0)
    return this.#varint(value)
  }

  /** A float32. */
  float(field: number, value: number): this {
    this.#tag(field, 5)
    const bytes = new Uint8Array(4)
    new DataView(bytes.buffer).setFloat32(0, value, true)
    return this.#add(bytes)
  }

  bytes(field: number, value: Uint8Array): this {
    this.#tag(field, 2)
    this.#varint(value.length)
    return this.#add(value)
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value))
  }

  message(field: number, value: Message): this {
    this.#tag(field, 2)
    this.#varint(value.length)
    for (const chunk of value.chunks) this.#add(chunk)
    return this
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType)
  }

  #varint(value: number): this {
    let left = BigInt.asUintN(64, BigInt(value))
    const bytes: number[] = []
    for (; left >= 128n; left >>= 7n) bytes.push(Number(left & 127n) | 128)
    return this.#add(Uint8Array.from([...bytes, Number(left)]))
  }

  #add(bytes: Uint8Array): this {
    this.#chunks.push(bytes)
    this.#length += bytes.length
    return this
  }
}
