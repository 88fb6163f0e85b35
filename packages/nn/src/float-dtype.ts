import { DTypeError, describeValue, type Tensor } from '@sobolev/core'

/** The dtypes that have derivatives. */
export type FloatDType = 'float32' | 'float64'

/** The dtype of a float tensor. Throws a DTypeError naming `what` for integers and booleans. */
export function floatDType(what: string, { dtype }: Tensor): FloatDType {
  if (dtype === 'float32' || dtype === 'float64') return dtype
  throw new DTypeError(`${what} must be float32 or float64, got ${dtype}`)
}

/** Throws a DTypeError for a dtype of an initialiser that has no derivatives, or is none. */
export function checkFloatDType(initializer: string, dtype: FloatDType): void {
  if (dtype !== 'float32' && dtype !== 'float64')
    throw new DTypeError(
      `${initializer}: the dtype must be "float32" or "float64", got ${describeValue(dtype)}; ${initializer}(rng, shape, dtype, fans)`,
    )
}
