import { argmax, equal, ShapeError, type Tensor } from '@sobolev/core'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { matchTargets } from '../losses/loss.ts'
import { meanOverSteps } from '../losses/mean-over-steps.ts'

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
