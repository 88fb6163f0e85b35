import type { StoredTensor } from '@sobolev/nn'

/** The memory of a typed array as bytes, without a copy. */
export function bytesOf(data: StoredTensor['data']): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}
