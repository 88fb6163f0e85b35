import { DTypeError } from '../errors/errors.ts'
import { withOperationName } from '../errors/with-operation-name.ts'
import { type DType, isFloat } from './dtype.ts'
import { tensor } from './from-values.ts'
import { type Nested, Tensor } from './tensor.ts'
import { Variable } from './variable.ts'

/** What every operation takes: a tensor, a variable (its value now), or numbers. */
export type TensorLike = Tensor | Variable | Nested

// Tensors made of a plain number in the program, such as the 2 in mul(x, 2), that is finite and not 0.
const factors = new WeakSet<Tensor>()

/** Whether a tensor was made of a plain number, finite and not 0, so that 0 times it, or divided by it, is exactly 0. */
export const isFactor = (tensor: Tensor): boolean => factors.has(tensor)

/** Marks `tensor`, which is `factor` broadcast to another shape, as such a number too if `factor` is one. */
export function repeatFactor(factor: Tensor, tensor: Tensor): Tensor {
  if (factors.has(factor)) factors.add(tensor)
  return tensor
}

/**
 * The tensor that an operation's argument stands for. Numbers take `dtype`, tensors keep theirs.
 * Throws what `tensor` throws, in the operation's name.
 */
export function toTensor(operation: string, value: TensorLike, dtype: DType = 'float32'): Tensor {
  if (value instanceof Tensor) return value
  if (value instanceof Variable) return value.value
  const converted = withOperationName(operation, () =>
    tensor(value, isBoolean(value) ? {} : { dtype }),
  )
  const [number = 0] = typeof value === 'number' ? Tensor.elements(converted) : []
  if (number !== 0 && Number.isFinite(number)) factors.add(converted)
  return converted
}

/**
 * The tensors of two arguments, plain numbers taking the dtype of the other argument.
 * Throws a DTypeError where the dtypes differ.
 */
export function toPair(operation: string, a: TensorLike, b: TensorLike): readonly [Tensor, Tensor] {
  const dtype = adopted([a, b])
  const x = toTensor(operation, a, dtype)
  const y = toTensor(operation, b, dtype)
  if (x.dtype !== y.dtype) {
    const isLess = x.dtype === 'bool' || (x.dtype === 'int32' && isFloat(y.dtype))
    throw new DTypeError(
      `${operation}: dtypes must agree, got ${x.dtype} and ${y.dtype}; cast(x, "${isLess ? y.dtype : x.dtype}") converts`,
    )
  }
  return [x, y]
}

/** The tensors of any number of arguments, plain numbers taking the dtype of the tensors. */
export function toTensors(operation: string, values: readonly TensorLike[]): Tensor[] {
  const dtype = adopted(values)
  return values.map((value) => toTensor(operation, value, dtype))
}

/** The argument as a float tensor. Throws a DTypeError for integers and booleans. */
export function toFloat(operation: string, value: TensorLike): Tensor {
  const x = toTensor(operation, value)
  if (!isFloat(x.dtype))
    throw new DTypeError(
      `${operation}: must be float32 or float64, got ${x.dtype}; cast(x, "float32") converts`,
    )
  return x
}

// The dtype that plain numbers take: that of the first tensor among the values, but never bool.
function adopted(values: readonly TensorLike[]): DType | undefined {
  for (const value of values)
    if (value instanceof Tensor || value instanceof Variable)
      return value.dtype === 'bool' ? undefined : value.dtype
  return undefined
}

const isBoolean = (value: Nested): boolean =>
  Array.isArray(value) ? value.length > 0 && isBoolean(value[0]) : typeof value === 'boolean'
