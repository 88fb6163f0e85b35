import {
  describeValue,
  GradientError,
  type GradientTape,
  type Rng,
  ShapeError,
  Tensor,
  type Variable,
} from '@sobolev/core'
import { floatDType } from '../float-dtype.ts'
import type { Loss } from '../losses/loss.ts'
import type { Mode } from '../modules/mode.ts'
import type { Module } from '../modules/module.ts'

/**
 * One forward pass of a model over a batch, as penalties see it: what they take from it is shared,
 * with one dropout mask, and can be differentiated again.
 */
export interface Evaluation {
  readonly model: Module
  /** The model's Variables by dotted path. */
  readonly variables: Readonly<Record<string, Variable>>
  /** [n, ...]. */
  readonly inputs: Tensor
  readonly targets: Tensor
  /** What the model gives for the inputs, before the loss. */
  readonly outputs: Tensor
  /** The loss of each example, [n]. */
  readonly losses: Tensor
  readonly mode: Mode
  /** A source of the penalty's own. Reading it throws a GradientError when not training. */
  readonly rng: Rng
  /**
   * The derivative of the SUM of the losses by the inputs, in their shape: row i is ∂Lᵢ/∂xᵢ, with no
   * factor 1/n, as long as no layer mixes examples. Computed once.
   */
  inputGradient(): Tensor
  /** vᵀJ: the derivative of Σ v · outputs by the inputs, in their shape. `v`: the shape of the outputs. */
  vectorJacobian(v: Tensor): Tensor
}

/** What an evaluation is made of. `inputs` must be a tensor that serves for nothing else. */
export interface Evaluated {
  readonly tape: GradientTape
  readonly model: Module
  /** In place of the model's own `call`. */
  readonly call?: Module['call']
  readonly variables: Readonly<Record<string, Variable>>
  readonly loss: Loss
  readonly inputs: Tensor
  readonly targets: Tensor
  readonly mode: Mode
}

/**
 * Runs the model once, within `record` of the persistent tape that is given, and gives the view that
 * the penalty of each name has of it. Throws a ShapeError unless the loss gives [n].
 */
export function evaluate(parts: Evaluated): (penalty: string) => Evaluation {
  const { tape, model, variables, loss, inputs, targets, mode } = parts
  const isFloat = inputs.dtype === 'float32' || inputs.dtype === 'float64'
  // Costs nothing until a derivative is asked for: the parameters' tape has to record all of it anyway.
  if (isFloat) tape.watch(inputs)
  const outputs = parts.call ? parts.call(inputs, mode) : model.call(inputs, mode)
  if (!(outputs instanceof Tensor))
    throw new TypeError(`model: call must return a tensor, got ${describeValue(outputs)}`)
  const losses = loss(outputs, targets)
  if (!(losses instanceof Tensor))
    throw new TypeError(
      `loss: must give a tensor of one number for each example, got ${describeValue(losses)}`,
    )
  if (losses.rank !== 1 || losses.size !== inputs.shape[0])
    throw new ShapeError(
      `loss: must give one number for each of the ${inputs.shape[0]} examples, got shape [${losses.shape.join(', ')}]`,
    )
  let inputGradient: Tensor | null = null
  const shared = {
    model,
    variables,
    inputs,
    targets,
    outputs,
    losses,
    mode,
    inputGradient(): Tensor {
      floatDType('inputGradient: inputs', inputs)
      inputGradient ??= tape.gradient(losses, inputs)
      return inputGradient
    },
    vectorJacobian(v: Tensor): Tensor {
      floatDType('vectorJacobian: inputs', inputs)
      return tape.gradient(outputs, inputs, { outputGradients: v })
    },
  }
  return (penalty) => ({
    ...shared,
    get rng() {
      if (!mode.training)
        throw new GradientError(
          `${penalty}: draws random numbers, which only training has; use the mode { training: true, rng }`,
        )
      return mode.rng.split('penalties').split(penalty)
    },
  })
}
