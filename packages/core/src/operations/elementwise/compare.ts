import { BinaryFunction, Compare, type CompareName, UnaryFunction } from '@sobolev/kernels'
import { DTypeError } from '../../errors/errors.ts'
import { withOperationName } from '../../errors/with-operation-name.ts'
import { apply } from '../../primitive/apply.ts'
import { type Binary, type Primitive, primitive, type Unary } from '../../primitive/primitive.ts'
import { unaryBatchRule } from '../../tensor/batching.ts'
import { type TensorLike, toTensor } from '../../tensor/convert.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { elementwiseBatchRule } from '../layout/batch-rules.ts'
import { broadcastPair, equalShapes, numberPair } from './arithmetic.ts'

// A boolean has no derivative: as a condition it is a constant; a tape refuses a derivative through it as a number.
const comparison = (name: CompareName): Primitive<Binary, null> =>
  primitive<Binary>({
    name,
    chain: name,
    shape: equalShapes(name),
    dtype: () => 'bool',
    batch: elementwiseBatchRule,
    lower: (program, [a, b], out) => program.compare(Compare[name], a, b, out),
    vjp: [null, null],
  })

export const equalOp = comparison('equal')
export const notEqualOp = comparison('notEqual')
export const lessOp = comparison('less')
export const lessEqualOp = comparison('lessEqual')
export const greaterOp = comparison('greater')
export const greaterEqualOp = comparison('greaterEqual')

const compare =
  (op: Primitive<Binary, null>, pair = broadcastPair) =>
  (a: TensorLike, b: TensorLike): Tensor =>
    apply(op, pair(op.name, a, b), null)

/** a = b, elementwise and broadcast; bool. NaN equals nothing. */
export const equal: (a: TensorLike, b: TensorLike) => Tensor = compare(equalOp)
/** a ≠ b, elementwise and broadcast; bool. */
export const notEqual: (a: TensorLike, b: TensorLike) => Tensor = compare(notEqualOp)
/** a < b, elementwise and broadcast; bool. Numbers. */
export const less: (a: TensorLike, b: TensorLike) => Tensor = compare(lessOp, numberPair)
/** a ≤ b, elementwise and broadcast; bool. Numbers. */
export const lessEqual: (a: TensorLike, b: TensorLike) => Tensor = compare(lessEqualOp, numberPair)
/** a > b, elementwise and broadcast; bool. Numbers. */
export const greater: (a: TensorLike, b: TensorLike) => Tensor = compare(greaterOp, numberPair)
/** a ≥ b, elementwise and broadcast; bool. Numbers. */
export const greaterEqual: (a: TensorLike, b: TensorLike) => Tensor = compare(
  greaterEqualOp,
  numberPair,
)

const logical = (name: 'logicalAnd' | 'logicalOr', chain: 'and' | 'or'): Primitive<Binary, null> =>
  primitive<Binary>({
    name,
    chain,
    shape: equalShapes(name),
    inPlace: true,
    batch: elementwiseBatchRule,
    lower: (program, [a, b], out) => program.binary(BinaryFunction[name], a, b, out),
    vjp: [null, null],
  })

export const logicalAndOp = logical('logicalAnd', 'and')
export const logicalOrOp = logical('logicalOr', 'or')
export const logicalNotOp = primitive<Unary>({
  name: 'logicalNot',
  chain: 'not',
  shape: ([x]) => x.shape,
  batch: unaryBatchRule,
  lower: (program, [x], out) => program.unary(UnaryFunction.logicalNot, x, out),
  vjp: [null],
})

/** The argument as a bool tensor. Throws a DTypeError for numbers. */
export function toBool(operation: string, value: TensorLike): Tensor {
  const x = toTensor(operation, value)
  if (x.dtype !== 'bool')
    throw new DTypeError(`${operation}: must be bool, got ${x.dtype}; compare it: notEqual(x, 0)`)
  return x
}

/** True where both are, elementwise and broadcast. */
export const logicalAnd = (a: TensorLike, b: TensorLike): Tensor =>
  apply(
    logicalAndOp,
    broadcastPair('logicalAnd', toBool('logicalAnd', a), toBool('logicalAnd', b)),
    null,
  )

/** True where one is, elementwise and broadcast. */
export const logicalOr = (a: TensorLike, b: TensorLike): Tensor =>
  apply(
    logicalOrOp,
    broadcastPair('logicalOr', toBool('logicalOr', a), toBool('logicalOr', b)),
    null,
  )

/** True where exactly one is, elementwise and broadcast. */
export const logicalXor = (a: TensorLike, b: TensorLike): Tensor =>
  withOperationName('logicalXor', () => notEqual(toBool('logicalXor', a), toBool('logicalXor', b)))

/** True where `x` is not. */
export const logicalNot = (x: TensorLike): Tensor =>
  apply(logicalNotOp, [toBool('logicalNot', x)], null)
