import type { Inputs, Operands } from '../../primitive/primitive.ts'
import type { Operand } from '../../tensor/batching.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { repeatTo } from './sum-broadcast.ts'
import { transpose } from './transpose.ts'

/** The tensor of all examples of an operand; a value that is the same for all is repeated. */
export const allExamples = ({ tensor, mapped, shape }: Operand, size: number): Tensor =>
  mapped ? tensor : repeatTo(tensor, [size, ...shape])

/** The batch rule of elementwise operations: the same operation on the tensors of all examples. */
export function elementwiseBatchRule<I extends Inputs, A>(
  operands: Operands<I>,
  attributes: A,
  applyBatched: (inputs: I, attributes: A) => Tensor,
  size: number,
): Tensor {
  const inputs: readonly Tensor[] = operands.map((operand) => allExamples(operand, size))
  // As many tensors as there are operands.
  return applyBatched(inputs as I, attributes)
}

/** Moves an axis to another place; the others keep their order. */
export function moveAxis(x: Tensor, from: number, to: number): Tensor {
  if (from === to) return x
  const rest = x.shape.flatMap((_, axis) => (axis === from ? [] : [axis]))
  return transpose(x, [...rest.slice(0, to), from, ...rest.slice(to)])
}
