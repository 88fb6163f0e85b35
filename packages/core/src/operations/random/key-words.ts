import { describeValue } from '../../errors/describe-value.ts'
import { DTypeError } from '../../errors/errors.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** The two words of a whole number from 0 to 2⁵³ − 1; `what` names it in the RangeError for any other. */
export function wordsOf(what: string, value: number): number[] {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(
      `${what} must be a whole number from 0 to 2^53 − 1, got ${describeValue(value)}`,
    )
  return [value | 0, Math.floor(value / 4294967296) | 0]
}

/** Throws a DTypeError unless the key is two int32 words. */
export function checkedKey(key: Tensor): Tensor {
  if (key.dtype !== 'int32' || key.size !== 2)
    throw new DTypeError(`Rng: a key must be two int32 words, got ${key.dtype} of ${key.size}`)
  return key
}

/** Two words that tell names apart: FNV-1a over UTF-16 code units, twice with different starts. */
export function hashOf(name: string): number[] {
  return [0x811c9dc5, 0x27d4eb2f].map((start) => {
    let state = start
    for (let i = 0; i < name.length; i++) state = Math.imul(state ^ name.charCodeAt(i), 0x01000193)
    // The final mix keeps a name apart from the small numbers.
    return state ^ (state >>> 15) ^ -0x61c88647
  })
}
