import type { StoredTensor } from '@sobolev/nn'
import { sha256 } from '#platform'
import type { Sha256 } from '../platform/types.ts'
import { compareText } from './compare-text.ts'
import { bytesOf } from './stored-bytes.ts'

/**
 * The SHA-256 of a set of weights, in hexadecimal: equal exactly where names, element types, shapes
 * and every bit of the values are equal.
 *
 * Hashed are, for each tensor in the order of its name's UTF-16 units, the line
 * `["name","F32",[2,3]]` as compact JSON in UTF-8 with a line feed, then the tensor's bytes,
 * row-major and little-endian.
 */
export function weightsDigest(tensors: ReadonlyMap<string, StoredTensor>): string {
  return hashTensors(sha256(), tensors).digest('hex')
}

/**
 * The SHA-256 of all that a checkpoint holds, in hexadecimal: of its description as a JSON string with
 * a line feed, then of its tensors as `weightsDigest` takes them.
 */
export function contentDigest(
  tensors: ReadonlyMap<string, StoredTensor>,
  description: string,
): string {
  const hash = sha256().update(`${JSON.stringify(description)}\n`)
  return hashTensors(hash, tensors).digest('hex')
}

function hashTensors(hash: Sha256, tensors: ReadonlyMap<string, StoredTensor>): Sha256 {
  for (const [name, { dtype, shape, data }] of [...tensors].sort(([a], [b]) => compareText(a, b))) {
    hash.update(`${JSON.stringify([name, dtype, shape])}\n`)
    hash.update(bytesOf(data))
  }
  return hash
}
