import { describeValue } from '../errors/describe-value.ts'
import { DTypeError, GradientError, ShapeError } from '../errors/errors.ts'
import { checkOptions } from '../errors/options.ts'
import { allocate, checkDType, type DType, dtypeOf, type TypedArray } from './dtype.ts'
import { checkShape, type Shape, showShape, sizeOf } from './shape.ts'
import { isWatchedData, type Nested, Tensor } from './tensor.ts'

/**
 * Makes a tensor from numbers, booleans, nested arrays of them, or a typed array with its shape.
 *
 * The default `dtype` is `float32` for numbers, `bool` for booleans, and for a typed array that of its elements. The
 * values are copied.
 *
 * @throws ShapeError for ragged arrays or a shape of another size; DTypeError for a number that
 * the dtype cannot hold, or an unknown dtype; GradientError for the `data` of a tensor that a tape watches.
 * @see tf.constant, jnp.array, torch.tensor
 */
export function tensor(
  values: Nested | TypedArray,
  options: {
    /** The lengths of the axes; those of the nesting unless given. */
    readonly shape?: Shape
    /** The type of the elements; float32 or bool unless given, of a typed array its own. */
    readonly dtype?: DType
  } = {},
): Tensor {
  checkOptions('tensor', options, { shape: 'any', dtype: 'any' })
  if (typeof values === 'object' && isWatchedData(values))
    throw new GradientError(
      'tensor: these are the data of a tensor that a tape watches, and would lose their derivative; ' +
        'use the tensor itself, or stopGradient(x) to say that it is a constant',
    )
  const flat = isTypedArray(values) ? fromTypedArray(values) : fromNested(values)
  const dtype = options.dtype ?? flat.dtype
  checkDType('tensor', dtype)
  const shape = options.shape ?? flat.shape
  checkShape('tensor', shape)
  if (sizeOf(shape) !== flat.values.length)
    throw new ShapeError(
      `tensor: shape ${showShape(shape)} holds ${sizeOf(shape)} elements, got ${flat.values.length}`,
    )
  return new Tensor([...shape], dtype, fill(dtype, flat.values))
}

const isTypedArray = (values: Nested | TypedArray): values is TypedArray =>
  values instanceof Float32Array ||
  values instanceof Float64Array ||
  values instanceof Int32Array ||
  values instanceof Uint8Array

interface Flat {
  readonly values: ArrayLike<number>
  readonly shape: Shape
  readonly dtype: DType
}

function fromTypedArray(values: TypedArray): Flat {
  return { values, shape: [values.length], dtype: dtypeOf(values) }
}

function fromNested(values: Nested): Flat {
  const shape: number[] = []
  for (let inner: Nested | undefined = values; Array.isArray(inner); inner = inner[0])
    shape.push(inner.length)
  const flat: number[] = []
  let booleans: boolean | undefined
  const walk = (value: Nested, axis: number): void => {
    if (typeof value === 'number' || typeof value === 'boolean') {
      if (axis !== shape.length) throw raggedError(shape)
      booleans ??= typeof value === 'boolean'
      if (booleans !== (typeof value === 'boolean'))
        throw new DTypeError('tensor: must be all numbers or all booleans, got both')
      flat.push(Number(value))
      return
    }
    if (!Array.isArray(value))
      throw new DTypeError(`tensor: must be made of numbers or booleans, got ${describe(value)}`)
    if (value.length !== shape[axis]) throw raggedError(shape)
    for (const inner of value) walk(inner, axis + 1)
  }
  walk(values, 0)
  return { values: flat, shape, dtype: booleans ? 'bool' : 'float32' }
}

function describe(value: unknown): string {
  const hint =
    value instanceof Tensor
      ? '; stack(tensors) joins them, and cast(x, dtype) makes another dtype of one'
      : ArrayBuffer.isView(value)
        ? '; Array.from(x) makes an array of it'
        : ''
  return describeValue(value) + hint
}

const raggedError = (shape: Shape): ShapeError =>
  new ShapeError(`tensor: nested arrays must all have shape ${showShape(shape)}, got a ragged one`)

function fill(dtype: DType, values: ArrayLike<number>): TypedArray {
  const data = allocate(dtype, values.length)
  data.set(values)
  if (dtype === 'int32' || dtype === 'bool')
    for (let i = 0; i < values.length; i++)
      if (data[i] !== values[i] || (dtype === 'bool' && (data[i] ?? 0) > 1))
        throw new DTypeError(
          `tensor: ${dtype} cannot hold ${values[i]}; make it { dtype: "float32" }, and cast(x, "${dtype}") where it must be ${dtype}`,
        )
  return data
}
