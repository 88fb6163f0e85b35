import { BOOL, FLOAT32, FLOAT64, INT32 } from './opcodes.ts'

/** A block of linear memory that holds a tensor's elements in row-major order. */
export interface Operand {
  /** Byte offset in the machine's memory, a multiple of 16. */
  readonly address: number
  /** A `DTypeCode`. */
  readonly dtype: number
  /** Number of elements. */
  readonly size: number
}

/** What holds an operand's elements outside the machine; `Uint8Array` is bool, 0 or 1 an element. */
export type Elements = Float32Array | Float64Array | Int32Array | Uint8Array

/** The bytes of one element of a `DTypeCode`. */
export function bytesPerElement(dtype: number): number {
  return dtype === FLOAT64 ? 8 : dtype === BOOL ? 1 : 4
}

/** Whether `dtype` is a `DTypeCode`. */
export const isDType = (dtype: number): boolean =>
  dtype === FLOAT32 || dtype === FLOAT64 || dtype === INT32 || dtype === BOOL

/** The `DTypeCode` of an array's elements. Throws a TypeError for an array of other elements. */
export function dtypeOf(data: Elements): number {
  if (data instanceof Float32Array) return FLOAT32
  if (data instanceof Float64Array) return FLOAT64
  if (data instanceof Int32Array) return INT32
  if (data instanceof Uint8Array) return BOOL
  throw new TypeError(
    `Machine: elements must be a Float32Array, Float64Array, Int32Array or Uint8Array, got ${Object.prototype.toString.call(data).slice(8, -1)}`,
  )
}

/** The name of a `DTypeCode`, for messages. */
export function dtypeName(dtype: number): string {
  return ['float32', 'float64', 'int32', 'bool'][dtype] ?? `dtype ${String(dtype)}`
}
