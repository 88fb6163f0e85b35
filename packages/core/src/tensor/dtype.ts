import { DTypeCode } from '@sobolev/kernels'
import { describeValue } from '../errors/describe-value.ts'
import { didYouMean } from '../errors/did-you-mean.ts'
import { DTypeError } from '../errors/errors.ts'

/** An element type. `float32` is the default everywhere. */
export type DType = 'float32' | 'float64' | 'int32' | 'bool'

/** The typed array behind a tensor: one byte an element for `bool`. */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array

/** The distance from 1 to the next float. */
export const epsilonOf = (dtype: DType): number =>
  dtype === 'float32' ? 1.1920928955078125e-7 : Number.EPSILON

export const isFloat = (dtype: DType): boolean => dtype === 'float32' || dtype === 'float64'

export const dtypeCode: Readonly<Record<DType, number>> = {
  float32: DTypeCode.float32,
  float64: DTypeCode.float64,
  int32: DTypeCode.int32,
  bool: DTypeCode.bool,
}

/** Makes the array that holds `size` elements of `dtype`, all zero. */
export function allocate(dtype: DType, size: number): TypedArray {
  switch (dtype) {
    case 'float32':
      return new Float32Array(size)
    case 'float64':
      return new Float64Array(size)
    case 'int32':
      return new Int32Array(size)
    case 'bool':
      return new Uint8Array(size)
  }
}

/** The dtype whose elements a typed array holds. */
export function dtypeOf(data: TypedArray): DType {
  if (data instanceof Float32Array) return 'float32'
  if (data instanceof Float64Array) return 'float64'
  return data instanceof Int32Array ? 'int32' : 'bool'
}

/** Throws a DTypeError for another name, which JavaScript may give. */
export function checkDType(operation: string, dtype: DType): void {
  if (!Object.hasOwn(dtypeCode, dtype))
    throw new DTypeError(
      `${operation}: the dtype must be ${Object.keys(dtypeCode).join(', ')}, got ${describeValue(dtype)}${didYouMean(String(dtype), Object.keys(dtypeCode))}`,
    )
}

/** Throws a DTypeError for integers and booleans: nothing is differentiated by them. */
export function checkFloat(operation: string, dtype: DType): void {
  if (!isFloat(dtype))
    throw new DTypeError(
      `${operation}: only float32 and float64 have derivatives, got ${dtype}; cast(x, "float32") first`,
    )
}

/** Bytes that `size` elements of `dtype` take. */
export const bytesOf = (dtype: DType, size: number): number =>
  size * (dtype === 'float64' ? 8 : dtype === 'bool' ? 1 : 4)
