import { BatchError, Rng, ShapeError, withState } from '@sobolev/core'
import type { Config } from '../config/config.ts'
import type { Part } from '../data/part.ts'
import { InputError } from '../errors.ts'
import { exampleShape, sliceBatch } from './batch.ts'
import { BatchedSteps, joinedBatch } from './batched-steps.ts'
import type { Trainer } from './trainer.ts'

/** So many rows tell whether a step of several members can be one program. */
const fewRows = 8

/**
 * Makes sure that several members can be trained at once, by a step of two copies of one that changes nothing.
 *
 * @throws InputError saying what stands against it
 */
export function checkTogether({ ensemble }: Config, trainer: Trainer, part: Part): void {
  const { functions, learner } = trainer
  if (functions === null) return
  const batch = sliceBatch(
    part,
    0,
    Math.min(fewRows, part.rows),
    exampleShape(part, learner.inputShape),
  )
  const inputs = {
    batch: joinedBatch([batch, batch]),
    rngs: [new Rng(0), new Rng(1)],
    batchOf: () => batch,
  }
  const steps = new BatchedSteps([functions, functions], true)
  try {
    withState([], () => steps.step('take', inputs, 0, trainer.due(0)))
  } catch (error) {
    if (!(error instanceof BatchError || error instanceof ShapeError)) throw error
    throw new InputError(
      `ensemble.${ensemble?.method}.together: a step of this config cannot be taken for several members at once: ${error.message}; leave together out, which trains them one after the other`,
      { cause: error },
    )
  }
}
