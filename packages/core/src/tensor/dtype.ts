import { type DType, DTypeCode } from '@sobolev/kernels'
import { describeValue } from '../errors/describe-value.ts'
import { didYouMean } from '../errors/did-you-mean.ts'
import { DTypeError } from '../errors/errors.ts'

/** How every function that makes a tensor is told its dtype, beside options of its own. */
export interface DTypeOptions<D extends DType = DType> {
  /** Of the elements; the function says which unless given. */
  readonly dtype?: D
}

export { allocate, bytesOf, type DType, dtypeOf, type TypedArray } from '@sobolev/kernels'

/** The distance from 1 to the next float. */
export const epsilonOf = (dtype: DType): number =>
  dtype === 'float32' ? 1.1920928955078125e-7 : Number.EPSILON

export const isFloat = (dtype: DType): boolean => dtype === 'float32' || dtype === 'float64'

/** Throws a DTypeError for anything that is no dtype, as JavaScript callers may pass. */
export function checkDType(operation: string, dtype: DType): void {
  if (!Object.hasOwn(DTypeCode, dtype))
    throw new DTypeError(
      `${operation}: the dtype must be ${Object.keys(DTypeCode).join(', ')}, got ${describeValue(dtype)}${didYouMean(String(dtype), Object.keys(DTypeCode))}`,
    )
}

/** Throws a DTypeError for integers and booleans, by which nothing can be differentiated. */
export function checkFloat(operation: string, dtype: DType): void {
  if (!isFloat(dtype))
    throw new DTypeError(
      `${operation}: only float32 and float64 have derivatives, got ${dtype}; cast(x, "float32") first`,
    )
}
