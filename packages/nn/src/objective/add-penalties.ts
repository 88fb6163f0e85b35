import { describeValue, ShapeError, Tensor } from '@sobolev/core'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { valueAt } from '../schedules/schedule.ts'
import type { Tensors } from '../tensors.ts'
import type { Term } from './objective-options.ts'

/** A loss with its penalties. */
interface Sum {
  /** loss + Σ weight · penalty; scalar. */
  readonly total: Tensor
  /** Scalars by name, without their weights. */
  readonly penalties: Tensors
}

/**
 * Adds the penalties of a step to the loss, each times its weight.
 *
 * @param see the evaluation as the penalty of a name sees it
 * @throws TypeError or ShapeError unless each penalty is a scalar
 */
export function addPenalties(
  loss: Tensor,
  terms: Readonly<Record<string, Term>>,
  step: Tensor,
  see: (name: string) => Evaluation,
): Sum {
  let total = loss
  const penalties: Record<string, Tensor> = {}
  for (const [name, { penalty, weight }] of Object.entries(terms)) {
    const value = checkedPenalty(name, penalty(see(name)))
    penalties[name] = value
    total = total.add(value.mul(valueAt(weight, step).cast(value.dtype)))
  }
  return { total, penalties }
}

function checkedPenalty(name: string, value: unknown): Tensor {
  if (!(value instanceof Tensor))
    throw new TypeError(`${name}: a penalty must give a tensor, got ${describeValue(value)}`)
  // Rows would be added to the loss row by row, and their gradients summed: n times too much.
  if (value.rank !== 0)
    throw new ShapeError(
      `${name}: a penalty must give one number, got shape [${value.shape.join(', ')}]; mean(x) makes one of many`,
    )
  return value
}
