import { describeValue } from '../../errors/describe-value.ts'
import { DTypeError } from '../../errors/errors.ts'
import { checkOptions } from '../../errors/options.ts'
import { allocate, checkDType, type DType, type DTypeOptions } from '../../tensor/dtype.ts'
import { tensor } from '../../tensor/from-values.ts'
import { checkShape, type Shape, sizeOf } from '../../tensor/shape.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { repeatTo } from './sum-broadcast.ts'

/** The dtype of the options. Throws a TypeError for what are no options, or for one that there is not. */
function dtypeIn<D extends DType>(operation: string, options: DTypeOptions<D>, otherwise: D): D {
  return checkOptions(operation, options, { dtype: 'any' }).dtype ?? otherwise
}

/**
 * A tensor of one value, float32 unless given. Throws a DTypeError for a value that the dtype cannot hold.
 *
 * @see tf.fill, jnp.full, torch.full
 */
export function full(shape: Shape, value: number, options: DTypeOptions = {}): Tensor {
  if (typeof value !== 'number' && typeof value !== 'boolean')
    throw new TypeError(`full: the value must be a number, got ${describeValue(value)}`)
  return filled('full', shape, value, options)
}

function filled(operation: string, shape: Shape, value: number, options: DTypeOptions): Tensor {
  checkShape(operation, shape)
  const dtype = dtypeIn(operation, options, 'float32')
  checkDType(operation, dtype)
  return repeatTo(tensor(value, { dtype }), [...shape])
}

/** A tensor of zeros, float32 unless given: `zeros([2, 3])`, `zeros([2, 3], { dtype: 'int32' })`. */
export const zeros = (shape: Shape, options: DTypeOptions = {}): Tensor =>
  filled('zeros', shape, 0, options)

/** A tensor of ones, float32 unless given: `ones([2, 3])`, `ones([2, 3], { dtype: 'int32' })`. */
export const ones = (shape: Shape, options: DTypeOptions = {}): Tensor =>
  filled('ones', shape, 1, options)

/** Zeros of the shape and dtype of `x`; `zeros(x.shape, { dtype })` are of another. */
export function zerosLike(x: Tensor): Tensor
export function zerosLike(x: Tensor, options?: unknown): Tensor {
  checkLike('zeros', x, options)
  return zeros(x.shape, { dtype: x.dtype })
}

/** Ones of the shape and dtype of `x`; `ones(x.shape, { dtype })` are of another. */
export function onesLike(x: Tensor): Tensor
export function onesLike(x: Tensor, options?: unknown): Tensor {
  checkLike('ones', x, options)
  return ones(x.shape, { dtype: x.dtype })
}

// A number is what `tensors.map(zerosLike)` passes.
function checkLike(maker: string, x: Tensor, options: unknown): void {
  if (typeof x !== 'object' || x === null || !Array.isArray(x.shape))
    throw new TypeError(`${maker}Like: must be a tensor, got ${describeValue(x)}`)
  if (options !== undefined && typeof options !== 'number')
    throw new TypeError(
      `${maker}Like: takes a tensor alone, whose dtype it keeps, got ${describeValue(options)}; write ${maker}(x.shape, { dtype })`,
    )
}

/**
 * Whole numbers from 0 to `n` − 1, int32 unless given.
 *
 * @see tf.range, jnp.arange, torch.arange
 */
export function range(n: number, options: DTypeOptions = {}): Tensor {
  if (typeof options === 'number')
    throw new TypeError(
      `range: takes one number and options, range(3) is 0, 1, 2; got ${describeValue(n)} and ${options}; range(n).add(start) begins elsewhere`,
    )
  const dtype = dtypeIn('range', options, 'int32')
  checkShape('range', [n])
  checkDType('range', dtype)
  if (dtype === 'bool') throw new DTypeError('range: must be a number dtype, got bool')
  const data = allocate(dtype, n)
  for (let i = 0; i < n; i++) data[i] = i
  return new Tensor([n], dtype, data)
}

/**
 * `count` numbers from `start` to `stop`, both included, at equal distances, float32 unless given. Of one it is `start`.
 * Throws a RangeError for a bound that is not finite.
 */
export function linspace(
  start: number,
  stop: number,
  count: number,
  options: DTypeOptions<'float32' | 'float64'> = {},
): Tensor {
  const { dtype = 'float32' } = checkOptions('linspace', options, {
    dtype: ['float32', 'float64'],
  })
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

/** The n × n identity matrix, float32 unless given. */
export function eye(n: number, options: DTypeOptions = {}): Tensor {
  const dtype = dtypeIn('eye', options, 'float32')
  checkShape('eye', [n, n])
  checkDType('eye', dtype)
  const data = allocate(dtype, sizeOf([n, n]))
  for (let i = 0; i < n; i++) data[i * (n + 1)] = 1
  return new Tensor([n, n], dtype, data)
}
