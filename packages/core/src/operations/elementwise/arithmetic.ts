import {
  BinaryFunction,
  type BinaryName,
  type ChainFunction,
  UnaryFunction,
} from '@sobolev/kernels'
import { DTypeError, ShapeError } from '../../errors/errors.ts'
import { apply } from '../../primitive/apply.ts'
import {
  type Binary,
  type Primitive,
  primitive,
  type Rules,
  type Unary,
} from '../../primitive/primitive.ts'
import { unaryBatchRule } from '../../tensor/batching.ts'
import { isFactor, type TensorLike, toPair, toTensor } from '../../tensor/convert.ts'
import { isFloat } from '../../tensor/dtype.ts'
import { broadcastShapes, type Shape, sameShape, showShape } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { elementwiseBatchRule } from '../layout/batch-rules.ts'
import { repeatTo } from '../layout/sum-broadcast.ts'

/** The shape rule of primitives whose two inputs have one shape. */
export const equalShapes =
  (name: string) =>
  ([a, b]: Binary): Shape => {
    if (!sameShape(a.shape, b.shape))
      throw new ShapeError(
        `${name}: shapes must be equal, got ${showShape(a.shape)} and ${showShape(b.shape)}`,
      )
    return a.shape
  }

/** A primitive that takes two tensors of one shape, element by element. */
export const elementwiseBinary = (
  name: string,
  fn: BinaryName & ChainFunction,
  vjp: Rules<Binary, null>,
  more: Pick<Primitive<Binary, null>, 'keepsZeros' | 'choice' | 'neutralOnes'> = {},
): Primitive<Binary, null> =>
  primitive<Binary>({
    ...more,
    name,
    chain: fn,
    shape: equalShapes(name),
    inPlace: true,
    batch: elementwiseBatchRule,
    lower: (program, [a, b], out) => program.binary(BinaryFunction[fn], a, b, out),
    vjp,
  })

export const addOp = elementwiseBinary('add', 'add', [(g) => g, (g) => g], { keepsZeros: true })

export const subOp = elementwiseBinary('sub', 'subtract', [(g) => g, (g) => neg(g)], {
  keepsZeros: true,
})

export const mulOp = elementwiseBinary(
  'mul',
  'multiply',
  [(g, [, b]) => mul(g, b), (g, [a]) => mul(g, a)],
  { neutralOnes: [true, true], keepsZeros: (argument, [a, b]) => isFactor(argument === 0 ? b : a) },
)

export const divOp = elementwiseBinary(
  'div',
  'divide',
  [(g, [, b]) => div(g, b), (g, [, b], quotient) => neg(div(mul(g, quotient), b))],
  { neutralOnes: [false, true], keepsZeros: (argument, [, b]) => argument === 0 && isFactor(b) },
)

export const negOp = primitive<Unary>({
  name: 'neg',
  chain: 'negate',
  keepsZeros: true,
  shape: ([x]) => x.shape,
  inPlace: true,
  batch: unaryBatchRule,
  lower: (program, [x], out) => program.unary(UnaryFunction.negate, x, out),
  vjp: [(g) => neg(g)],
})

/** Two arguments of one dtype, broadcast to one shape. */
export function broadcastPair(operation: string, a: TensorLike, b: TensorLike): Binary {
  const [x, y] = toPair(operation, a, b)
  if (sameShape(x.shape, y.shape)) return [x, y]
  const shape = broadcastShapes(operation, x.shape, y.shape)
  return [repeatTo(x, shape), repeatTo(y, shape)]
}

/** `broadcastPair` for numbers: throws a DTypeError for bool. */
export function numberPair(operation: string, a: TensorLike, b: TensorLike): Binary {
  const pair = broadcastPair(operation, a, b)
  if (pair[0].dtype === 'bool')
    throw new DTypeError(`${operation}: must be numbers, got bool; cast(x, "float32") converts`)
  return pair
}

/** `broadcastPair` for floats: throws a DTypeError for integers and booleans. */
export function floatPair(operation: string, a: TensorLike, b: TensorLike): Binary {
  const pair = broadcastPair(operation, a, b)
  if (!isFloat(pair[0].dtype))
    throw new DTypeError(
      `${operation}: must be float32 or float64, got ${pair[0].dtype}; cast(x, "float32") converts`,
    )
  return pair
}

/** a + b, elementwise and broadcast. Numbers of one dtype; int32 wraps. */
export const add = (a: TensorLike, b: TensorLike): Tensor =>
  apply(addOp, numberPair('add', a, b), null)

/** a − b, elementwise and broadcast. Numbers of one dtype; int32 wraps. */
export const sub = (a: TensorLike, b: TensorLike): Tensor =>
  apply(subOp, numberPair('sub', a, b), null)

/** a · b, elementwise and broadcast. Numbers of one dtype; int32 wraps. */
export const mul = (a: TensorLike, b: TensorLike): Tensor =>
  apply(mulOp, numberPair('mul', a, b), null)

/** a / b, elementwise and broadcast. Floats of one dtype. */
export const div = (a: TensorLike, b: TensorLike): Tensor =>
  apply(divOp, floatPair('div', a, b), null)

/** −x, elementwise. Numbers. */
export function neg(x: TensorLike): Tensor {
  const input = toTensor('neg', x)
  if (input.dtype === 'bool')
    throw new DTypeError('neg: must be numbers, got bool; logicalNot(x) negates')
  return apply(negOp, [input], null)
}
