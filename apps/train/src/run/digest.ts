import { createHash } from 'node:crypto'
import { bytesOf, compareText, type StoredTensor } from './safetensors-format.ts'

/**
 * The SHA-256 of a set of weights, in hexadecimal: equal exactly where names, element types, shapes
 * and every bit of the values are equal.
 *
 * Hashed are, for each tensor in the order of its name's UTF-16 units, the line
 * `["name","F32",[2,3]]` as compact JSON in UTF-8 with a line feed, then the tensor's bytes,
 * row-major and little-endian.
 */
export function weightsDigest(tensors: ReadonlyMap<string, StoredTensor>): string {
  const hash = createHash('sha256')
  for (const [name, { dtype, shape, data }] of [...tensors].sort(([a], [b]) => compareText(a, b))) {
    hash.update(`${JSON.stringify([name, dtype, shape])}\n`)
    hash.update(bytesOf(data))
  }
  return hash.digest('hex')
}
