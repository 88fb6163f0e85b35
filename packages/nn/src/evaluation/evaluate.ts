import {
  describeValue,
  GradientError,
  type GradientTape,
  type Rng,
  ShapeError,
  Tensor,
} from '@sobolev/core'
import { floatDType } from '../float-dtype.ts'
import type { Loss } from '../losses/loss.ts'
import type { Mode } from '../modules/mode.ts'
import type { Module } from '../modules/module.ts'
import { selectParameters } from '../parameter-selection.ts'
import type { Evaluation, Variables } from './evaluation.ts'
import { type Modules, observeCalls, outputsAt } from './observe-calls.ts'

/** What an evaluation is made of. `inputs` must be a tensor that serves for nothing else. */
export interface Evaluated {
  /** A persistent one, within its `record`. */
  readonly tape: GradientTape
  readonly model: Module
  readonly modules: Modules
  /** In place of the model's own `call`. */
  readonly call?: Module['call']
  readonly variables: Variables
  readonly trainable: Variables
  readonly loss: Loss
  readonly inputs: Tensor
  readonly targets: Tensor
  readonly mode: Mode
}

/**
 * Runs the model once, within `record` of the tape, and gives the view that the penalty of each name has of it. Throws
 * a ShapeError unless the loss gives [n].
 */
export function evaluate(evaluated: Evaluated): (name: string) => Evaluation {
  const { tape, call, modules, ...given } = evaluated
  const { model, variables, trainable, loss, inputs, targets, mode } = given
  // Costs nothing until a derivative is asked for: the parameters' tape has to record all of it anyway.
  const forward = (x: Tensor): Tensor => {
    if (isFloat(x)) tape.watch(x)
    return checkedOutputs(call ? call(x, mode) : model.call(x, mode))
  }
  tape.watch(trainable)
  const { result: outputs, calls } = observeCalls(modules, () => forward(inputs))
  const losses = checkedLosses(loss(outputs, targets), inputs)
  let inputGradient: Tensor | null = null
  const shared = {
    ...given,
    outputs,
    losses,
    inputGradient(): Tensor {
      floatDType('inputGradient: inputs', inputs)
      inputGradient ??= tape.gradient(losses, inputs)
      return inputGradient
    },
    vectorJacobian(v: Tensor): Tensor {
      floatDType('vectorJacobian: inputs', inputs)
      return tape.gradient(outputs, inputs, { outputGradients: v })
    },
    gradient: tape.gradient.bind(tape),
    forward,
    outputsOf: (path: string, index?: number) => outputsAt(calls, path, index),
  }
  return (name) => ({
    ...shared,
    get rng() {
      return sourceOf(name, mode)
    },
    weights: (selection = 'kernel') => selectParameters(name, selection, variables),
  })
}

const isFloat = ({ dtype }: Tensor): boolean => dtype === 'float32' || dtype === 'float64'

function checkedOutputs(outputs: unknown): Tensor {
  if (outputs instanceof Tensor) return outputs
  throw new TypeError(`model: call must return a tensor, got ${describeValue(outputs)}`)
}

function checkedLosses(losses: unknown, inputs: Tensor): Tensor {
  if (!(losses instanceof Tensor))
    throw new TypeError(
      `loss: must give a tensor of one number for each example, got ${describeValue(losses)}`,
    )
  if (losses.rank !== 1 || losses.size !== inputs.shape[0])
    throw new ShapeError(
      `loss: must give one number for each of the ${inputs.shape[0]} examples, got shape [${losses.shape.join(', ')}]`,
    )
  return losses
}

function sourceOf(name: string, mode: Mode): Rng {
  if (mode.training) return mode.rng.split('penalties').split(name)
  throw new GradientError(
    `${name}: draws random numbers, which only training has; use the mode { training: true, rng }`,
  )
}
