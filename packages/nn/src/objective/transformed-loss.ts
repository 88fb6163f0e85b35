import { describeValue } from '@sobolev/core'
import type { Batch } from '../batch-transforms/batch-transform.ts'
import {
  comparesExamples,
  type LossContext,
  type LossTransform,
} from '../loss-transforms/loss-transform.ts'
import type { Loss } from '../losses/loss.ts'

/**
 * The loss after all transforms, one after the other. Of a batch whose examples are mixed, the losses are mixed before the
 * first transform that compares examples: what that goes by is the loss of a mixed example, and not that of a half.
 */
export function transformedLoss(
  loss: Loss,
  transforms: Readonly<Record<string, LossTransform>>,
  context: LossContext,
  batch?: Batch,
): Loss {
  const named = Object.entries(transforms)
  const first = named.findIndex(([, transform]) => comparesExamples(transform))
  const count = first === -1 ? named.length : first
  const ofHalves = inOrder(loss, named.slice(0, count), context)
  return inOrder(batch ? mixedLoss(ofHalves, batch) : ofHalves, named.slice(count), context)
}

const inOrder = (
  loss: Loss,
  transforms: readonly (readonly [string, LossTransform])[],
  { rng, ...context }: LossContext,
): Loss =>
  transforms.reduce((before, [name, transform]) => {
    // Split off by name and not by position, so that another transform changes no other's numbers.
    const after: unknown = transform(before, { ...context, ...(rng && { rng: rng.split(name) }) })
    if (typeof after === 'function') return (outputs, targets) => after(outputs, targets)
    throw new TypeError(
      `objective: the loss transform "${name}" must give a loss, (outputs, targets) => losses, got ${describeValue(after)}`,
    )
  }, loss)

/** The loss of a batch of examples of which some may be mixed: what it is for the batch’s targets changes alone. */
function mixedLoss(loss: Loss, { targets: first, mixed }: Batch): Loss {
  if (!mixed) return loss
  return (outputs, targets) => {
    const losses = loss(outputs, targets)
    if (targets !== first) return losses
    const share = mixed.share.cast(losses.dtype)
    const ofSecond = loss(outputs, mixed.targets)
    return losses.mul(share).add(ofSecond.mul(share.neg().add(1)))
  }
}
