import { GradientTape, identity } from '@sobolev/core'
import type { Batch } from '../batch-transforms/batch-transform.ts'
import { checkTensors } from '../check-tensors.ts'
import type { Loss } from '../losses/loss.ts'
import { checkMode, type Mode } from '../modules/mode.ts'
import type { Module } from '../modules/module.ts'
import { type Evaluation, evaluate } from './evaluation.ts'

/** A batch with the model that is evaluated on it. */
export interface EvaluatedBatch extends Batch {
  readonly model: Module
  readonly loss: Loss
  /** @default { training: false } */
  readonly mode?: Mode
}

/**
 * What `measure` makes of one pass of a model over a batch, such as a metric of its derivatives; not training unless
 * `mode` says so.
 *
 * ```ts
 * const norms = evaluateBatch({ model, loss, inputs, targets }, ({ inputGradient }) => norm(inputGradient(), 2, 1))
 * ```
 *
 * @throws ShapeError unless the loss gives a number for each example
 */
export function evaluateBatch<T>(batch: EvaluatedBatch, measure: (evaluation: Evaluation) => T): T {
  const { model, loss, inputs, targets, mode = { training: false } } = batch
  checkTensors('evaluateBatch', { inputs, targets })
  checkMode(mode)
  const variables = model.variables()
  const tape = new GradientTape({ persistent: true, watchAccessedVariables: false })
  tape.watch(model.trainableVariables())
  // An alias: inputs may be the targets too, as in an autoencoder, and are not differentiated there.
  const alias = identity(inputs)
  const { value } = tape.record(() => {
    const see = evaluate({ tape, model, variables, loss, inputs: alias, targets, mode })
    return { value: measure(see('evaluateBatch')) }
  })
  return value
}
