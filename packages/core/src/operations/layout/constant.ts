import { describeValue } from '../../errors/describe-value.ts'
import { DTypeError } from '../../errors/errors.ts'
import { allocate, checkDType, type DType } from '../../tensor/dtype.ts'
import { tensor } from '../../tensor/from-values.ts'
import { checkShape, type Shape, sizeOf } from '../../tensor/shape.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { repeatTo } from './sum-broadcast.ts'

/** A tensor of one value. Throws a DTypeError for a value that the dtype cannot hold. */
export function full(shape: Shape, value: number, dtype: DType = 'float32'): Tensor {
  if (typeof value !== 'number' && typeof value !== 'boolean')
    throw new TypeError(`full: the value must be a number, got ${describeValue(value)}`)
  return filled('full', shape, value, dtype)
}

function filled(operation: string, shape: Shape, value: number, dtype: DType): Tensor {
  checkShape(operation, shape)
  checkDType(operation, dtype)
  return repeatTo(tensor(value, { dtype }), [...shape])
}

export const zeros = (shape: Shape, dtype: DType = 'float32'): Tensor =>
  filled('zeros', shape, 0, dtype)

export const ones = (shape: Shape, dtype: DType = 'float32'): Tensor =>
  filled('ones', shape, 1, dtype)

export function zerosLike(x: Tensor): Tensor {
  checkTensor('zerosLike', x)
  return zeros(x.shape, x.dtype)
}

export function onesLike(x: Tensor): Tensor {
  checkTensor('onesLike', x)
  return ones(x.shape, x.dtype)
}

function checkTensor(operation: string, x: Tensor): void {
  if (typeof x !== 'object' || x === null || !Array.isArray(x.shape))
    throw new TypeError(`${operation}: must be a tensor, got ${describeValue(x)}`)
}

/** Whole numbers from 0 to `n` − 1. */
export function range(n: number, dtype: DType = 'int32'): Tensor {
  if (typeof dtype === 'number')
    throw new TypeError(
      `range: takes one number and a dtype, range(3) is 0, 1, 2; got ${describeValue(n)} and ${dtype}; range(n).add(start) begins elsewhere`,
    )
  checkShape('range', [n])
  checkDType('range', dtype)
  if (dtype === 'bool') throw new DTypeError('range: must be a number dtype, got bool')
  const data = allocate(dtype, n)
  for (let i = 0; i < n; i++) data[i] = i
  return new Tensor([n], dtype, data)
}

/**
 * `count` numbers from `start` to `stop`, both included, at equal distances. Of one it is `start`.
 * Throws a RangeError for a bound that is not finite.
 */
export function linspace(
  start: number,
  stop: number,
  count: number,
  dtype: 'float32' | 'float64' = 'float32',
): Tensor {
  checkShape('linspace', [count])
  if (!Number.isFinite(start) || !Number.isFinite(stop))
    throw new RangeError(
      `linspace: the bounds must be finite, got ${describeValue(start)} and ${describeValue(stop)}`,
    )
  const data = allocate(dtype, count)
  for (let i = 0; i < count; i++) {
    const part = count === 1 ? 0 : i / (count - 1)
    data[i] = part === 1 ? stop : start * (1 - part) + stop * part
  }
  return new Tensor([count], dtype, data)
}

/** The n × n identity matrix. */
export function eye(n: number, dtype: DType = 'float32'): Tensor {
  checkShape('eye', [n, n])
  checkDType('eye', dtype)
  const data = allocate(dtype, sizeOf([n, n]))
  for (let i = 0; i < n; i++) data[i * (n + 1)] = 1
  return new Tensor([n, n], dtype, data)
}
