import { describeValue, ShapeError, Tensor } from '@sobolev/core'
import type { Evaluation } from '../evaluation/evaluation.ts'
import type { Tensors } from '../tensors.ts'
import type { Term } from './objective-options.ts'

/** A loss with its penalties. */
interface Sum {
  /** loss + Σ weight · penalty; scalar. */
  readonly total: Tensor
  /** Scalars by name, without their weights. */
  readonly penalties: Tensors
  /** What each is multiplied with, by name; scalars. */
  readonly weights: Tensors
}

/** What becomes of penalties in a step. */
interface Step {
  /** The names of those that are taken. */
  readonly due: readonly string[]
  /** The evaluation as the penalty of a name sees it. */
  readonly see: (name: string) => Evaluation
  /** The weight of a penalty that came to `value`; scalar. */
  readonly weightOf: (name: string, value: Tensor) => Tensor
}

/**
 * Adds the penalties of a step to the loss, each times its weight, and times k where it is taken in every k-th step
 * alone.
 *
 * @throws TypeError or ShapeError unless each penalty is a scalar
 */
export function addPenalties(
  loss: Tensor,
  terms: Readonly<Record<string, Term>>,
  { due, see, weightOf }: Step,
): Sum {
  let total = loss
  const penalties: Record<string, Tensor> = {}
  const weights: Record<string, Tensor> = {}
  for (const [name, { penalty, every = 1 }] of Object.entries(terms)) {
    if (!due.includes(name)) continue
    const value = checkedPenalty(name, penalty(see(name)))
    const weight = weightOf(name, value)
    const scaled = (every === 1 ? weight : weight.mul(every)).cast(value.dtype)
    penalties[name] = value
    weights[name] = scaled
    total = total.add(value.mul(scaled))
  }
  return { total, penalties, weights }
}

/** What a penalty gave. Throws a TypeError or ShapeError unless it is a scalar. */
export function checkedPenalty(name: string, value: unknown): Tensor {
  if (!(value instanceof Tensor))
    throw new TypeError(`${name}: a penalty must give a tensor, got ${describeValue(value)}`)
  // Rows would be added to the loss row by row, and their gradients summed: n times too much.
  if (value.rank !== 0)
    throw new ShapeError(
      `${name}: a penalty must give one number, got shape [${value.shape.join(', ')}]; mean(x) makes one of many`,
    )
  return value
}
