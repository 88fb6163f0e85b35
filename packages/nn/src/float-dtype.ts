import { DTypeError, type Tensor } from '@sobolev/core'

/** The dtypes that have derivatives. */
export type FloatDType = 'float32' | 'float64'

/** The dtype of a float tensor. Throws a DTypeError naming `what` for integers and booleans. */
export function floatDType(what: string, { dtype }: Tensor): FloatDType {
  if (dtype === 'float32' || dtype === 'float64') return dtype
  throw new DTypeError(`${what} must be float32 or float64, got ${dtype}`)
}
