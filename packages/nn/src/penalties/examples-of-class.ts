import {
  argmax,
  equal,
  maximum,
  type Rng,
  ShapeError,
  sum,
  type Tensor,
  where,
} from '@sobolev/core'
import { floatDType } from '../float-dtype.ts'

/** The mean of numbers [n] over the examples whose target is `label`; 0 where there is none. `targets`: [n] or [n, 1]. */
export function meanOfClass(
  penalty: string,
  values: Tensor,
  targets: Tensor,
  label: number,
): Tensor {
  const isOfClass = equal(targetsOf(penalty, targets), label).cast(values.dtype)
  return sum(values.mul(isOfClass)).div(maximum(sum(isOfClass), 1))
}

/**
 * A point for each example, evenly drawn between it and an example of another class, which is drawn too; where a batch
 * is all of one class, another of that. `inputs`: [n, ...]; `targets`: [n] or [n, 1].
 */
export function betweenClasses(penalty: string, inputs: Tensor, targets: Tensor, rng: Rng): Tensor {
  const [n = 0, ...shape] = inputs.shape
  const dtype = floatDType(`${penalty}: inputs`, inputs)
  const labels = targetsOf(penalty, targets)
  const isSameClass = equal(labels.reshape([n, 1]), labels.reshape([1, n]))
  const lots = rng.split('pairs').uniform([n, n], { dtype })
  const other = inputs.gather(argmax(where(isSameClass, lots.sub(1), lots), 1))
  const share = rng.split('shares').uniform([n, ...shape.map(() => 1)], { dtype })
  return inputs.add(other.sub(inputs).mul(share))
}

/** The target of each example, [n]. */
function targetsOf(penalty: string, targets: Tensor): Tensor {
  const [n = 0] = targets.shape
  if (targets.size === n) return targets.reshape([n])
  throw new ShapeError(
    `${penalty}: targets must be one number for each example, 0 or 1, got shape [${targets.shape.join(', ')}]`,
  )
}

/** The outputs [n] of a model with one. Throws a ShapeError for several. */
export function singleOutput(penalty: string, outputs: Tensor): Tensor {
  const [n = 0] = outputs.shape
  if (outputs.size === n) return outputs.reshape([n])
  throw new ShapeError(
    `${penalty}: the model must have one output, got outputs of shape [${outputs.shape.join(', ')}]`,
  )
}
