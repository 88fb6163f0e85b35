import type { TypedArray } from '../../tensor/dtype.ts'

/**
 * Numbers for the elements of constants, equal for those that have the same bytes: what is computed of constants while a
 * function is traced, such as a column of the points that a network is evaluated at, comes out anew each time.
 */
export class ConstantNumbers {
  readonly #numbers = new Map<TypedArray, number>()
  readonly #byHash = new Map<number, TypedArray[]>()

  numberOf(data: TypedArray): number {
    const known = this.#numbers.get(data)
    if (known !== undefined) return known
    const words = wordsOf(data)
    const hash = hashOf(words)
    const alike = this.#byHash.get(hash) ?? []
    const same = alike.find((other) => areEqual(wordsOf(other), words))
    const number = (same && this.#numbers.get(same)) ?? this.#numbers.size
    this.#numbers.set(data, number)
    if (!same) alike.push(data)
    this.#byHash.set(hash, alike)
    return number
  }
}

type Words = Int32Array | Uint8Array

/** Four bytes at a time where there are as many, so that NaN and −0 are told apart by their bits. */
const wordsOf = ({ buffer, byteOffset, byteLength }: TypedArray): Words =>
  byteOffset % 4 === 0 && byteLength % 4 === 0
    ? new Int32Array(buffer, byteOffset, byteLength / 4)
    : new Uint8Array(buffer, byteOffset, byteLength)

/** FNV-1a over words, of 32 bits, and a shift, as the lower half of many floats is 0. */
function hashOf(words: Words): number {
  let hash = 0x811c9dc5
  for (const word of words) {
    hash = Math.imul(hash ^ word, 0x01000193)
    hash ^= hash >>> 15
  }
  return hash
}

function areEqual(a: Words, b: Words): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false
  return true
}
