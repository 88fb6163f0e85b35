import { type TensorLike, toTensor } from '../convert.ts'
import { GradientError, ShapeError } from '../errors.ts'
import { stopGradient } from '../operations/stop-gradient.ts'
import { announce } from '../recording.ts'
import { sameShape, showShape } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { followClosedOver } from './closed-over.ts'

/** A value and the rule for its derivative: the cotangents of the arguments from that of the value. */
export interface CustomDerivative {
  readonly value: Tensor
  readonly vjp: (cotangent: Tensor) => Tensor | readonly (Tensor | null)[]
}

/**
 * A function with a derivative of your own. `f` computes the value, and the rule that stands in
 * place of its derivative; null in the rule says that an argument has none. What the rule uses of
 * `f`'s intermediate results stays connected, so that it can be differentiated again.
 *
 * Whatever the value depends on must be an argument: no derivative passes to what `f` merely
 * closes over.
 *
 * ```ts
 * const clipped = customGradient((x) => ({ value: x, vjp: (g) => g.clip(-1, 1) }))
 * ```
 *
 * @throws GradientError if the value depends on something that a tape watches and that is no
 * argument, or if the rule gives another number of cotangents than there are arguments;
 * ShapeError if one has not the shape of its argument.
 */
export const customGradient =
  (f: (...inputs: Tensor[]) => CustomDerivative): ((...inputs: TensorLike[]) => Tensor) =>
  (...values) => {
    const inputs = values.map((value) => toTensor(value))
    const { result, isForeign } = followClosedOver(inputs, () => f(...inputs))
    const { value, vjp } = result
    if (isForeign(value))
      throw new GradientError(
        'customGradient: the value may depend on its arguments only, got one that depends on a watched tensor or variable besides; pass it as an argument, or wrap it in stopGradient()',
      )
    const output = stopGradient(value)
    announce(inputs, () => ({
      operation: 'customGradient',
      inputs,
      output,
      pull: (index, cotangent) => pullOne(vjp(cotangent), inputs, index),
    }))
    return output
  }

function pullOne(
  rule: Tensor | readonly (Tensor | null)[],
  inputs: readonly Tensor[],
  index: number,
): Tensor | null {
  const pulled = isList(rule) ? rule : [rule]
  if (pulled.length !== inputs.length)
    throw new GradientError(
      `customGradient: the rule must give one cotangent for each of the ${inputs.length} arguments, got ${pulled.length}`,
    )
  const cotangent = pulled[index] ?? null
  const shape = inputs[index]?.shape ?? []
  if (cotangent && !sameShape(cotangent.shape, shape))
    throw new ShapeError(
      `customGradient: the cotangent of argument ${index} must have its shape ${showShape(shape)}, got ${showShape(cotangent.shape)}`,
    )
  return cotangent
}

const isList = (rule: Tensor | readonly (Tensor | null)[]): rule is readonly (Tensor | null)[] =>
  Array.isArray(rule)
