import { joeKuo } from './joe-kuo.ts'

/** Coordinates that a point may have. */
export const sobolDimensions: number = joeKuo.length + 1

const bits = 32
/** 2³². */
const scale = 0x1_0000_0000

/**
 * A coordinate of a point of the Sobol sequence, from 0 up to, but not including, 1. Points are numbered from 0; the
 * first 2ᵏ of them have one in each interval of length 2⁻ᵏ, scrambled or not. Throws a RangeError past the 64
 * dimensions of the table.
 *
 * @param scramble 32 random bits of the dimension, or null for the sequence as it is: an Owen scrambling that keeps
 * the sequence's evenness (Burley 2020, "Practical hash-based Owen scrambling")
 */
export function sobolCoordinate(
  point: number,
  dimension: number,
  scramble: number | null = null,
): number {
  const columns = directionNumbers(dimension)
  let value = 0
  // The Gray code of the number, so that the order is that of the usual implementations.
  const code = (point ^ (point >>> 1)) >>> 0
  for (let bit = 0; bit < bits; bit++) if ((code >>> bit) & 1) value ^= columns[bit] ?? 0
  const scrambled = scramble === null ? value : owenScrambled(value, scramble)
  return (scrambled >>> 0) / scale
}

/** The direction numbers of a dimension, as binary fractions of 32 bits. */
function directionNumbers(dimension: number): Int32Array {
  const numbers = new Int32Array(bits)
  if (dimension === 0) return numbers.map((_, bit) => 1 << (bits - 1 - bit))
  const [polynomial, ...first] = joeKuo[dimension - 1] ?? []
  if (polynomial === undefined)
    throw new RangeError(
      `sobolCoordinate: a dimension must be below ${sobolDimensions}, got ${dimension}`,
    )
  const degree = first.length
  for (let bit = 0; bit < bits; bit++) {
    const given = first[bit]
    if (given !== undefined) {
      numbers[bit] = given << (bits - 1 - bit)
      continue
    }
    const before = numbers[bit - degree] ?? 0
    let next = before ^ (before >>> degree)
    for (let k = 1; k < degree; k++)
      if ((polynomial >>> (degree - k)) & 1) next ^= numbers[bit - k] ?? 0
    numbers[bit] = next
  }
  return numbers
}

/** Scrambles a binary fraction so that each bit depends on the bits before it alone. */
function owenScrambled(value: number, seed: number): number {
  let x = reversed(value)
  // Laine & Karras 2011: only bits below a bit change it, which are the bits before it in the fraction.
  x = (x + seed) | 0
  x ^= Math.imul(x, 0x6c50b47c)
  x ^= Math.imul(x, 0xb82f1e52 | 0)
  x ^= Math.imul(x, 0xc7afe638 | 0)
  x ^= Math.imul(x, 0x8d22f6e6 | 0)
  return reversed(x)
}

/** 32 bits in the opposite order. */
function reversed(value: number): number {
  let x = value
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1)
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2)
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4)
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8)
  return (x >>> 16) | (x << 16)
}
