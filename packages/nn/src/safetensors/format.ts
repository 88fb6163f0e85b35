/**
 * The element types this project stores, by their names in the safetensors format, each with the
 * typed array that holds it. All are little-endian, as every platform that Node supports
 * in practice is.
 */
export interface StoredArrays {
  /** Of float64. */
  F64: Float64Array
  /** Of float32. */
  F32: Float32Array
  /** Of int32. */
  I32: Int32Array
  /** Of bytes. */
  U8: Uint8Array
  /** Of bool, a byte each. */
  BOOL: Uint8Array
}

/** Name of a stored element type. */
export type StoredDtype = keyof StoredArrays

/** Bytes per element of each type. */
export const elementSize: { readonly [D in StoredDtype]: number } = {
  F64: 8,
  F32: 4,
  I32: 4,
  U8: 1,
  BOOL: 1,
}

/**
 * Bytes per element of each type that is read: those of other programs become one that is stored here, half floats F32 and
 * whole numbers I32.
 */
export const readSize: { readonly [dtype: string]: number } = {
  ...elementSize,
  F16: 2,
  BF16: 2,
  I64: 8,
  U64: 8,
  U32: 4,
  I16: 2,
  U16: 2,
  I8: 1,
}

/** One tensor of a file, row-major; BOOL holds a 0 or a 1 per byte. */
export interface StoredTensor {
  /** The type of its elements, in the words of the format. */
  readonly dtype: StoredDtype
  /** The lengths of its axes. */
  readonly shape: readonly number[]
  /** Its elements, row-major. */
  readonly data: StoredArrays[StoredDtype]
}

/** The content of a safetensors file: tensors by name, and the text entries of `__metadata__`. */
export interface StoredFile {
  /** The tensors by name. */
  readonly tensors: ReadonlyMap<string, StoredTensor>
  /** What else its head says. */
  readonly metadata: ReadonlyMap<string, string>
}

/** Bytes before the header: its length as an unsigned 64-bit integer. */
export const prefixBytes = 8

/** Largest header accepted, in bytes; the limit of the format's own library. */
export const maxHeaderBytes = 100_000_000

/** The memory of a typed array as bytes, without a copy. */
export function bytesOf(data: StoredArrays[StoredDtype]): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}

/** Orders texts by their UTF-16 units, the same on every machine and in every language setting. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
