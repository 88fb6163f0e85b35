import { mean, stopGradient, type Tensor, where } from '@sobolev/core'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { mapTensors, type Tensors } from '../tensors.ts'

/** The gradient of the mean loss by all that is trained, by path, through which no derivative passes. */
export const heldGradient = ({ losses, trainable, gradient }: Evaluation): Tensors =>
  held(gradient(mean(losses), trainable, { unconnectedGradients: 'zero' }))

/** The same tensors, through which no derivative passes. */
export const held = (tensors: Tensors): Tensors =>
  mapTensors([tensors], ([tensor]) => stopGradient(tensor))

/** Σ a · b over all elements of tensors of the same names. */
export const dot = (a: Tensors, b: Tensors): Tensor =>
  Object.values(mapTensors([a, b], ([x, y]) => x.mul(y).sum())).reduce((total, part) =>
    total.add(part),
  )

/** The tensors divided by their length as one vector; zeros stay as they are. */
export function ofLengthOne(tensors: Tensors): Tensors {
  const length = dot(tensors, tensors).sqrt()
  const divisor = where(length.equal(0), 1, length)
  return mapTensors([tensors], ([tensor]) => tensor.div(divisor))
}

/** The losses [n] where each variable of `steps` is moved by its step. */
export function lossesAfter({ lossesAt, variables }: Evaluation, steps: Tensors): Tensor {
  const moved = Object.entries(steps).flatMap(([path, step]) => {
    const variable = variables[path]
    return variable ? [[path, variable.value.add(step)] as const] : []
  })
  return lossesAt(Object.fromEntries(moved))
}

/**
 * How much the mean loss grows where each variable of `steps` is moved by its step. With the weight 1 in an objective
 * the total is the loss there, and its gradient the one there.
 */
export const lossIncrease = (evaluation: Evaluation, steps: Tensors): Tensor =>
  mean(lossesAfter(evaluation, steps)).sub(mean(evaluation.losses))
