import { GradientTape, identity } from '@sobolev/core'
import type { Batch } from '../batch-transforms/batch-transform.ts'
import { checkTensors } from '../check-tensors.ts'
import type { Loss } from '../losses/loss.ts'
import { checkMode, type Mode, withFixedStatistics } from '../modules/mode.ts'
import type { Module } from '../modules/module.ts'
import { checkColumns } from './columns.ts'
import { evaluate } from './evaluate.ts'
import type { Evaluation } from './evaluation.ts'
import { checkLayout, type ExampleLayout } from './example-layout.ts'
import { modulesOf } from './observe-calls.ts'

/** A batch with the model that is evaluated on it. */
export interface EvaluatedBatch extends Pick<Batch, 'inputs' | 'targets' | 'columns'> {
  /** The model that is evaluated. */
  readonly model: Module
  /** The loss of each example, [n]. */
  readonly loss: Loss
  /** Which elements of the inputs are which column of a table, and in which units. */
  readonly layout?: ExampleLayout | undefined
  /**
   * How the model is called.
   *
   * @default { training: false }
   */
  readonly mode?: Mode
}

/**
 * What `measure` makes of one pass of a model over a batch, such as a metric of its derivatives; not training unless
 * `mode` says so. Changes nothing, running statistics neither.
 *
 * ```ts
 * const norms = evaluateBatch({ model, loss, inputs, targets }, inputGradientNorm())
 * ```
 *
 * @throws ShapeError unless the loss gives a number for each example
 */
export function evaluateBatch<T>(batch: EvaluatedBatch, measure: (evaluation: Evaluation) => T): T {
  const { model, loss, inputs, targets, columns, layout, mode = { training: false } } = batch
  checkTensors('evaluateBatch', { inputs, targets })
  checkMode(mode)
  checkColumns('evaluateBatch', columns, inputs.shape[0] ?? 0)
  checkLayout('evaluateBatch', layout)
  const tape = new GradientTape({ persistent: true, watchAccessedVariables: false })
  // An alias: inputs may be the targets too, as in an autoencoder, and are not differentiated there.
  const alias = identity(inputs)
  const parts = {
    ...{ tape, model, loss, lossOutputs: loss.outputs, inputs: alias },
    ...{ targets, columns, layout },
    mode: withFixedStatistics(mode),
    modules: modulesOf(model),
    variables: model.variables(),
    trainable: model.trainableVariables(),
  }
  const { value } = tape.record(() => ({ value: measure(evaluate(parts)('evaluateBatch')) }))
  return value
}
