import { recordingWith } from '../context/recording.ts'
import { checkFunction } from '../errors/check-function.ts'
import { describeValue } from '../errors/describe-value.ts'
import { DTypeError, GradientError, ShapeError } from '../errors/errors.ts'
import { identity } from '../operations/layout/reshape.ts'
import { type TensorLike, toTensor } from '../tensor/convert.ts'
import { isFloat } from '../tensor/dtype.ts'
import { sameShape, showShape } from '../tensor/shape.ts'
import { Tensor } from '../tensor/tensor.ts'
import { ClosureRecorder } from './closure-recorder.ts'
import { withRule } from './with-rule.ts'

/** A value and the rule for its derivative: the cotangents of the arguments from that of the value. */
export interface CustomDerivative {
  /** What the function gives. */
  readonly value: Tensor
  /** The derivatives of what the value is used for by each argument, given that by the value; null where there is none. */
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
 * ShapeError or DTypeError if one has not the shape and dtype of its argument.
 * @see tf.custom_gradient, jax.custom_vjp, torch.autograd.Function
 */
export const customGradient =
  (f: (...inputs: Tensor[]) => CustomDerivative): ((...inputs: TensorLike[]) => Tensor) =>
  (...values) => {
    checkFunction('customGradient', f)
    const inputs = values.map((value) => toTensor('customGradient', value))
    // `f` gets aliases of its arguments: if it also closes over an argument's tensor, that use counts as closed over.
    const aliases = inputs.map(identity)
    const recorder = new ClosureRecorder(aliases, [], { reads: false, throughIntegers: false })
    const { value, vjp } = resultOf(recordingWith(recorder, () => f(...aliases)))
    if (recorder.isReached(value))
      throw new GradientError(
        'customGradient: the value may depend on its arguments only, got one that depends on a watched tensor or variable besides; pass it as an argument, or wrap it in stopGradient()',
      )
    return withRule('customGradient', inputs, value, (cotangent) => checked(vjp(cotangent), inputs))
  }

/** Throws a TypeError unless `f` returned a value and a rule, which JavaScript callers may get wrong. */
function resultOf(result: CustomDerivative): CustomDerivative {
  if (!(result?.value instanceof Tensor) || typeof result.vjp !== 'function')
    throw new TypeError(
      `customGradient: the function must return { value, vjp }, a tensor and a function, got ${describeValue(result)}`,
    )
  return result
}

function checked(
  rule: Tensor | readonly (Tensor | null)[],
  inputs: readonly Tensor[],
): readonly (Tensor | null)[] {
  const pulled = isList(rule) ? rule : [rule]
  if (pulled.length !== inputs.length)
    throw new GradientError(
      `customGradient: the rule must give one cotangent for each of the ${inputs.length} arguments, got ${pulled.length}`,
    )
  for (const [index, input] of inputs.entries()) {
    const cotangent: unknown = pulled[index]
    if (cotangent === null) continue
    if (!(cotangent instanceof Tensor))
      throw new TypeError(
        `customGradient: the rule must give a tensor for argument ${index}, or null where it has no derivative, got ${describeValue(cotangent)}`,
      )
    if (!sameShape(cotangent.shape, input.shape))
      throw new ShapeError(
        `customGradient: the cotangent of argument ${index} must have its shape ${showShape(input.shape)}, got ${showShape(cotangent.shape)}`,
      )
    // The cotangent of an integer may have any dtype: the tape refuses a derivative by integers anyway.
    if (isFloat(input.dtype) && cotangent.dtype !== input.dtype)
      throw new DTypeError(
        `customGradient: the cotangent of argument ${index} must be ${input.dtype}, as it is, got ${cotangent.dtype}; cast(g, "${input.dtype}") converts`,
      )
  }
  return pulled
}

const isList = (rule: Tensor | readonly (Tensor | null)[]): rule is readonly (Tensor | null)[] =>
  Array.isArray(rule)
