/** What Node, Bun and Deno offer to decompress at once; browsers offer it later alone, as a promise. */
interface Platform {
  readonly process?: {
    getBuiltinModule?(name: 'node:zlib'): { inflateRawSync(compressed: Uint8Array): Uint8Array }
  }
}
const platform: Platform = globalThis

/** How often each length of codes occurs, and the symbols by their codes. */
interface Codes {
  readonly counts: Uint16Array
  readonly symbols: Uint16Array
}

// Lengths of copies from symbol 257 on, and distances: each covers 2^bits numbers from its base on (RFC 1951, 3.2.5).
const LENGTH_BITS = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]
const DISTANCE_BITS = Array.from({ length: 30 }, (_, symbol) => Math.max(0, (symbol >> 1) - 1))
/** The order in which a block says the lengths of the codes for lengths of codes (3.2.7). */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

/** Decompresses a whole DEFLATE stream (RFC 1951) into `length` bytes, at once; the stream must be sound. */
export function inflate(compressed: Uint8Array, length: number): Uint8Array {
  return (
    platform.process?.getBuiltinModule?.('node:zlib').inflateRawSync(compressed) ??
    inflatePortably(compressed, length)
  )
}

/** As `inflate`, without what the platform offers. */
export function inflatePortably(compressed: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length)
  const lengthBases = bases(LENGTH_BITS, 3)
  // The last symbol stands for the longest copy alone.
  lengthBases[28] = 258
  const distanceBases = bases(DISTANCE_BITS, 1)
  let end = 0
  let next = 0
  let buffer = 0
  let buffered = 0

  function read(bits: number): number {
    for (; buffered < bits; buffered += 8) buffer |= (compressed[next++] ?? 0) << buffered
    const value = buffer & ((1 << bits) - 1)
    buffer >>>= bits
    buffered -= bits
    return value
  }

  /** Reads a symbol: codes of one length are consecutive, so it is enough to know how many there are. */
  function symbol({ counts, symbols }: Codes): number {
    let code = 0
    let first = 0
    let index = 0
    for (let bits = 1; bits < 16; bits++) {
      code |= read(1)
      const count = counts[bits] ?? 0
      if (code - first < count) return symbols[index + code - first] ?? 0
      index += count
      first = (first + count) << 1
      code <<= 1
    }
    throw new RangeError('inflate: the stream must be sound, got an unknown code')
  }

  function stored(): void {
    buffer = 0
    buffered = 0
    const size = (compressed[next] ?? 0) + (compressed[next + 1] ?? 0) * 256
    out.set(compressed.subarray(next + 4, next + 4 + size), end)
    next += 4 + size
    end += size
  }

  /** The codes that a block brings with it: those of literals and lengths, and those of distances. */
  function broughtCodes(): readonly [Codes, Codes] {
    const literals = read(5) + 257
    const distances = read(5) + 1
    const given = new Uint8Array(19)
    for (const place of ORDER.slice(0, read(4) + 4)) given[place] = read(3)
    const codes = codesOf(given)
    const lengths: number[] = []
    while (lengths.length < literals + distances) {
      const value = symbol(codes)
      if (value < 16) lengths.push(value)
      else {
        const repeated = value === 16 ? (lengths.at(-1) ?? 0) : 0
        const times = value === 16 ? 3 + read(2) : value === 17 ? 3 + read(3) : 11 + read(7)
        for (let i = 0; i < times; i++) lengths.push(repeated)
      }
    }
    return [codesOf(lengths.slice(0, literals)), codesOf(lengths.slice(literals))]
  }

  function block([literals, distances]: readonly [Codes, Codes]): void {
    for (;;) {
      const value = symbol(literals)
      if (value === 256) return
      if (value < 256) {
        out[end++] = value
        continue
      }
      const size = (lengthBases[value - 257] ?? 0) + read(LENGTH_BITS[value - 257] ?? 0)
      const slot = symbol(distances)
      const distance = (distanceBases[slot] ?? 0) + read(DISTANCE_BITS[slot] ?? 0)
      for (const stop = end + size; end < stop; end++) out[end] = out[end - distance] ?? 0
    }
  }

  for (let isLast = 0; isLast === 0; ) {
    isLast = read(1)
    const kind = read(2)
    if (kind === 0) stored()
    else block(kind === 1 ? fixedCodes() : broughtCodes())
  }
  return out
}

/** Where the numbers of each symbol begin. */
function bases(bits: readonly number[], first: number): number[] {
  let base = first
  return bits.map((count) => {
    const begin = base
    base += 1 << count
    return begin
  })
}

/** The codes that follow from their lengths, symbol by symbol; 0 is none (3.2.2). */
function codesOf(lengths: ArrayLike<number>): Codes {
  const counts = new Uint16Array(16)
  const byLength: number[][] = Array.from({ length: 16 }, () => [])
  for (let symbol = 0; symbol < lengths.length; symbol++)
    byLength[lengths[symbol] ?? 0]?.push(symbol)
  for (let bits = 1; bits < 16; bits++) counts[bits] = byLength[bits]?.length ?? 0
  return { counts, symbols: Uint16Array.from(byLength.slice(1).flat()) }
}

/** The codes of blocks that bring none (3.2.6). */
const fixedCodes = (): readonly [Codes, Codes] => [
  codesOf(
    Array.from({ length: 288 }, (_, symbol) =>
      symbol < 144 || symbol > 279 ? 8 : symbol < 256 ? 9 : 7,
    ),
  ),
  codesOf(Array.from({ length: 30 }, () => 5)),
]
