import { BOOL, FLOAT32, FLOAT64, INT32 } from './dtype-codes.ts'

/** An element type. */
export type DType = 'float32' | 'float64' | 'int32' | 'bool'

/** What holds elements outside the machine; for bool one byte an element, 0 or 1. */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array

/** The number that stands for an element type in programs and operands. */
export const DTypeCode: Readonly<Record<DType, number>> = {
  float32: FLOAT32,
  float64: FLOAT64,
  int32: INT32,
  bool: BOOL,
}

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const

/** Makes the array that holds `size` elements of `dtype`, all zero. */
export const allocate = (dtype: DType, size: number): TypedArray => new arrays[dtype](size)

/** The bytes that `size` elements of `dtype` take. */
export const bytesOf = (dtype: DType, size: number): number =>
  size * arrays[dtype].BYTES_PER_ELEMENT

/** The element type of an array. Throws a TypeError for an array of other elements. */
export function dtypeOf(data: TypedArray): DType {
  if (data instanceof Float32Array) return 'float32'
  if (data instanceof Float64Array) return 'float64'
  if (data instanceof Int32Array) return 'int32'
  if (data instanceof Uint8Array) return 'bool'
  throw new TypeError(
    `Machine: elements must be a Float32Array, Float64Array, Int32Array or Uint8Array, got ${Object.prototype.toString.call(data).slice(8, -1)}`,
  )
}

/** Whether a number is a `DTypeCode`. */
export const isDTypeCode = (code: number): boolean =>
  code === FLOAT32 || code === FLOAT64 || code === INT32 || code === BOOL

/** The bytes of one element of a `DTypeCode`: asked for at every instruction, so without a table. */
export const bytesPerElement = (code: number): number =>
  code === FLOAT64 ? 8 : code === BOOL ? 1 : 4

/** The name of a `DTypeCode`, for messages. */
export const dtypeName = (code: number): string =>
  Object.entries(DTypeCode).find(([, known]) => known === code)?.[0] ?? `dtype ${String(code)}`
