import { DTypeError, GradientError, variablesRead } from '@sobolev/core'
import type { Variables } from '../evaluation/evaluation.ts'
import type { Module } from '../modules/module.ts'

/** Those of a model's variables that are trained. Throws a GradientError for none, a DTypeError for integers. */
export function variablesToTrain(variables: Variables): Variables {
  const entries = Object.entries(variables)
  const trainable = entries.filter(([, variable]) => variable.trainable)
  const integer = trainable.find(([, { dtype }]) => dtype !== 'float32' && dtype !== 'float64')
  if (integer)
    throw new DTypeError(
      `objective: a variable to train must be float32 or float64, got ${integer[1].dtype} for "${integer[0]}"; make it with { trainable: false }`,
    )
  if (trainable.length > 0) return Object.fromEntries(trainable)
  throw new GradientError(
    entries.length > 0
      ? `objective: the model must have a variable to train, got ${entries.length} with { trainable: false }`
      : 'objective: the model must have a variable to train, got none; a module makes its layers in its constructor, and keeps them in properties, arrays, objects, Maps or Sets: #private fields and what functions close over cannot be seen',
  )
}

/**
 * The model's `call`, which throws a GradientError for a trainable variable that it reads and that is not among
 * `variables`: it would stay as it is.
 */
export function callWithin(model: Module, variables: Variables): Module['call'] {
  const known = new Set(Object.values(variables))
  return (inputs, mode) => {
    const { result, variables: read } = variablesRead(() => model.call(inputs, mode))
    const unknown = read.find((variable) => variable.trainable && !known.has(variable))
    if (unknown)
      throw new GradientError(
        `objective: every trainable variable that the model reads must be among its variables(), got "${unknown.name}" of shape [${unknown.shape.join(', ')}], which would not train; keep its layer in a property that is not #private, and call variables() and objective() once the model is built, or make it { trainable: false }`,
      )
    return result
  }
}
