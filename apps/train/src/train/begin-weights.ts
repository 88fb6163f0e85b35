import { type Rng, type Shape, ShapeError } from '@sobolev/core'
import { adaptModel, adapts, type Module } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import type { Part } from '../data/part.ts'
import { InputError } from '../errors.ts'
import { exampleShape, gatherBatch, maskOf } from './batch.ts'
import { MethodBuilder } from './method-builder.ts'

/** How many examples the first weights go by, at most. */
const mostExamples = 4096

/**
 * Lets the layers of a model, drawn from `rng`, take from examples of the training part what they have to know before the
 * first step, and gives its dense layers first weights by the initialization of the config, if there is one.
 *
 * @throws InputError for examples that a layer does not take
 */
export function beginWeights(
  model: Module,
  config: Config,
  {
    training,
    inputShape,
    rng,
  }: { readonly training: Part; readonly inputShape: Shape; readonly rng: Rng },
): void {
  const { initialization } = config.model
  if (training.rows === 0 || (initialization === null && !adapts(model))) return
  const source = rng.split('examples')
  const rows = Math.min(mostExamples, training.rows)
  // All of them in their order, or some at random.
  const order =
    rows === training.rows
      ? Int32Array.from({ length: rows }, (_, row) => row)
      : Int32Array.from(source.permutation(training.rows).data, Number).subarray(0, rows).sort()
  const shape = exampleShape(training, inputShape)
  const { inputs, lengths } = gatherBatch(training, order, 0, rows, shape)
  try {
    adaptModel(model, inputs, {
      rng: source,
      initialization:
        initialization &&
        new MethodBuilder(config.catalogue, 1).method('initialization', initialization),
      ...maskOf(inputs, lengths),
    })
  } catch (error) {
    if (!(error instanceof ShapeError || error instanceof RangeError)) throw error
    throw new InputError(`model.${error.message}`, { cause: error })
  }
}
