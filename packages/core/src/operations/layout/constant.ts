import { describeValue } from '../../errors/describe-value.ts'
import { DTypeError } from '../../errors/errors.ts'
import { checkOptions } from '../../errors/options.ts'
import { allocate, checkDType, type DType } from '../../tensor/dtype.ts'
import { tensor } from '../../tensor/from-values.ts'
import { checkShape, type Shape, sizeOf } from '../../tensor/shape.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { repeatTo } from './sum-broadcast.ts'

/** What a new tensor holds: as an option, as wherever something is made, or the bare name. */
export type DTypeOption<D extends DType = DType> = D | { readonly dtype?: D }

/** The dtype of an option. Throws a TypeError for an option that there is not. */
function dtypeOf<D extends DType>(operation: string, option: DTypeOption<D>, otherwise: D): D {
  if (typeof option !== 'object' || option === null) return option
  return checkOptions(operation, option, { dtype: 'any' }).dtype ?? otherwise
}

/**
 * A tensor of one value. Throws a DTypeError for a value that the dtype cannot hold.
 *
 * @see tf.fill, jnp.full, torch.full
 */
export function full(shape: Shape, value: number, dtype: DTypeOption = 'float32'): Tensor {
  if (typeof value !== 'number' && typeof value !== 'boolean')
    throw new TypeError(`full: the value must be a number, got ${describeValue(value)}`)
  return filled('full', shape, value, dtypeOf('full', dtype, 'float32'))
}

function filled(operation: string, shape: Shape, value: number, dtype: DType): Tensor {
  checkShape(operation, shape)
  checkDType(operation, dtype)
  return repeatTo(tensor(value, { dtype }), [...shape])
}

/** A tensor of zeros: `zeros([2, 3])`, `zeros([2, 3], { dtype: 'int32' })`. */
export const zeros = (shape: Shape, dtype: DTypeOption = 'float32'): Tensor =>
  filled('zeros', shape, 0, dtypeOf('zeros', dtype, 'float32'))

/** A tensor of ones: `ones([2, 3])`, `ones([2, 3], { dtype: 'int32' })`. */
export const ones = (shape: Shape, dtype: DTypeOption = 'float32'): Tensor =>
  filled('ones', shape, 1, dtypeOf('ones', dtype, 'float32'))

/** Zeros of the shape and dtype of `x`. */
export function zerosLike(x: Tensor): Tensor {
  checkTensor('zerosLike', x)
  return zeros(x.shape, x.dtype)
}

/** Ones of the shape and dtype of `x`. */
export function onesLike(x: Tensor): Tensor {
  checkTensor('onesLike', x)
  return ones(x.shape, x.dtype)
}

function checkTensor(operation: string, x: Tensor): void {
  if (typeof x !== 'object' || x === null || !Array.isArray(x.shape))
    throw new TypeError(`${operation}: must be a tensor, got ${describeValue(x)}`)
}

/**
 * Whole numbers from 0 to `n` − 1.
 *
 * @see tf.range, jnp.arange, torch.arange
 */
export function range(n: number, option: DTypeOption = 'int32'): Tensor {
  const dtype = dtypeOf('range', option, 'int32')
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
  option: DTypeOption<'float32' | 'float64'> = 'float32',
): Tensor {
  const dtype = dtypeOf('linspace', option, 'float32')
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
export function eye(n: number, option: DTypeOption = 'float32'): Tensor {
  const dtype = dtypeOf('eye', option, 'float32')
  checkShape('eye', [n, n])
  checkDType('eye', dtype)
  const data = allocate(dtype, sizeOf([n, n]))
  for (let i = 0; i < n; i++) data[i * (n + 1)] = 1
  return new Tensor([n, n], dtype, data)
}
