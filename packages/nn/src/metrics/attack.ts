import { argmax, equal, maximum, minimum, ShapeError, sign, type Tensor } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { matchTargets } from '../losses/loss.ts'
import { meanOverSteps } from '../losses/mean-over-steps.ts'

/** Where inputs may be moved to. */
export const attackOptions = {
  epsilon: option.number({
    minimum: 0,
    words: 'how far each input may be moved, in units of the prepared inputs',
  }),
  minimum: option.number({
    default: 'none',
    or: ['none'],
    words: 'the least that a moved input may be, such as 0 for pixels from 0 to 1',
  }),
  maximum: option.number({
    default: 'none',
    or: ['none'],
    words: 'the most that a moved input may be',
  }),
}

type Limit = number | 'none'

/** The limits that moved inputs keep. */
export interface Limits {
  readonly minimum: Limit
  readonly maximum: Limit
}

/** What is wrong with limits; undefined where nothing is. */
export const limitsFault = ({ minimum: low, maximum: high }: Limits): string | undefined =>
  low !== 'none' && high !== 'none' && low > high
    ? `minimum must be at most maximum ${high}, got ${low}`
    : undefined

/** Inputs moved by `size` against the model, each in the direction in which the loss of its example grows, 0 where it does not. */
export const moved = (inputs: Tensor, gradient: Tensor, size: number): Tensor =>
  inputs.add(sign(gradient).mul(size))

/** Inputs brought back within the limits. */
export function limited(inputs: Tensor, { minimum: low, maximum: high }: Limits): Tensor {
  const above = low === 'none' ? inputs : maximum(inputs, low)
  return high === 'none' ? above : minimum(above, high)
}

/**
 * 1 for each example whose class is told right for other inputs, else 0, [n] in the dtype of the inputs. The class is
 * that of the largest output, of equal ones the first, or with one output the second if the output is above 0. Where
 * targets are [n, steps], it is the share of the steps with a target. Throws a ShapeError unless outputs are
 * [n, classes], [n, 1] or [n], or [n, steps, ...] for targets of steps.
 */
export function rightWith(
  metric: string,
  { forward, targets }: Evaluation,
  inputs: Tensor,
): Tensor {
  const outputs = forward(inputs)
  const right = (outputs: Tensor, targets: Tensor): Tensor =>
    isRight(metric, outputs, targets).cast(inputs.dtype)
  const isOfSteps = targets.rank === 2 && outputs.rank === 3
  return (isOfSteps ? meanOverSteps(right) : right)(outputs, targets)
}

/** Whether the class of each row is told right, bool [n]. */
function isRight(metric: string, outputs: Tensor, targets: Tensor): Tensor {
  const isBinary = outputs.rank === 1 || outputs.shape[1] === 1
  if (outputs.rank === 0 || outputs.rank > 2)
    throw new ShapeError(
      `${metric}: outputs must be [n, classes], or [n] or [n, 1] for two, got [${outputs.shape.join(', ')}]`,
    )
  const rows = outputs.shape[0] ?? 0
  if (isBinary) {
    const truths = matchTargets(metric, outputs, targets).reshape([rows])
    const guesses = outputs.reshape([rows]).greater(0)
    return equal(guesses.cast(outputs.dtype), truths)
  }
  if (targets.rank !== 1 || targets.size !== rows)
    throw new ShapeError(
      `${metric}: targets must be class numbers [${rows}], got [${targets.shape.join(', ')}]`,
    )
  return equal(argmax(outputs, 1), targets.cast('int32'))
}
