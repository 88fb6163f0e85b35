import { mean, ShapeError, type Tensor } from '@sobolev/core'
import type { LossFacts, LossOutputs } from '../catalogue/facts.ts'
import { checkTensors } from '../check-tensors.ts'
import { floatDType } from '../float-dtype.ts'

/** The loss of each example, [n], from a model's outputs and what they should have been. */
export interface Loss {
  (outputs: Tensor, targets: Tensor): Tensor
  /** What the outputs are, for what is to know what they predict; losses made by `defineLoss` say it. */
  readonly outputs?: LossOutputs | undefined
  /** How outputs that are values stand to predictions: `log`, they are the logarithms; unless given, the same. */
  readonly link?: LossFacts['link'] | undefined
}

/**
 * The targets in the shape and dtype of the outputs. Shapes must agree, except that [n] and [n, 1]
 * stand for each other: broadcasting those would compare every example with every other. Throws a ShapeError for
 * others, a DTypeError for outputs that are no floats.
 */
export function matchTargets(loss: string, outputs: Tensor, targets: Tensor): Tensor {
  checkTensors(loss, { outputs, targets })
  floatDType(`${loss}: outputs`, outputs)
  const wanted = outputs.shape
  if (wanted.length === 0 || withoutOne(wanted) !== withoutOne(targets.shape))
    throw new ShapeError(
      `${loss}: outputs and targets must have one shape, [n] or [n, ...], got [${wanted.join(', ')}] and [${targets.shape.join(', ')}]`,
    )
  return targets.reshape(wanted).cast(outputs.dtype)
}

/**
 * The targets [n, ...] for outputs [n, ..., count], of which there are several for each target; in the dtype of the
 * outputs. Throws as `matchTargets` does. `axis`: what the last axis holds, such as `one for each quantile`.
 */
export function matchSeveral(
  loss: string,
  outputs: Tensor,
  targets: Tensor,
  count: number,
  axis: string,
): Tensor {
  checkTensors(loss, { outputs, targets })
  floatDType(`${loss}: outputs`, outputs)
  const wanted = outputs.shape.slice(0, -1)
  if (
    wanted.length === 0 ||
    outputs.shape.at(-1) !== count ||
    withoutOne(wanted) !== withoutOne(targets.shape)
  )
    throw new ShapeError(
      `${loss}: outputs must be [n, ..., ${count}], ${axis}, and targets [n, ...], got [${outputs.shape.join(', ')}] and [${targets.shape.join(', ')}]`,
    )
  return targets.reshape(wanted).cast(outputs.dtype)
}

const withoutOne = (shape: readonly number[]): string =>
  (shape.length === 2 && shape[1] === 1 ? shape.slice(0, 1) : shape).join()

/** The mean over all axes but the first: [n, ...] → [n]. */
export const meanByExample = (values: Tensor): Tensor =>
  mean(values, values.shape.map((_, axis) => axis).slice(1))
