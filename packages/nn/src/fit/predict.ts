import {
  checkOptions,
  compile,
  concat,
  describeValue,
  type OptionKinds,
  type Tensor,
} from '@sobolev/core'
import { checkTensors } from '../check-tensors.ts'
import { batches } from '../data/batches.ts'
import { prediction } from '../modules/mode.ts'
import type { Module } from '../modules/module.ts'

/** Options of `predict`. */
export interface PredictOptions {
  /**
   * Examples that go through the model together, which bounds the memory.
   *
   * @default 256
   */
  readonly batchSize?: number
}

const kinds: OptionKinds<PredictOptions> = { batchSize: 'number' }

/**
 * The outputs of a model for any number of examples, batch by batch, in the memory of one batch: what
 * `model.call(inputs, { training: false })` gives for all at once.
 *
 * @see tf.keras.Model.predict
 */
export function predict(model: Module, inputs: Tensor, options: PredictOptions = {}): Tensor {
  const { batchSize = 256 } = checkOptions('predict', options, kinds)
  if (typeof Object(model).call !== 'function' || typeof model === 'function')
    throw new TypeError(`predict: must be given a model, got ${describeValue(model)}`)
  checkTensors('predict', { inputs })
  return predictWith(model, (inputs.shape[0] ?? 0) > batchSize)(inputs, batchSize)
}

/** Predicts batch by batch with a program that is compiled once, or eagerly. */
export function predictWith(
  model: Module,
  compiled: boolean,
): (inputs: Tensor, batchSize: number) => Tensor {
  const call = (x: Tensor): Tensor => model.call(x, prediction)
  const run = compiled ? compile(call) : call
  return (inputs, batchSize) => {
    if ((inputs.shape[0] ?? 0) <= batchSize) return run(inputs)
    return concat(Array.from(batches(inputs, { size: batchSize }), (batch) => run(batch)))
  }
}
