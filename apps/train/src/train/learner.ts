import type { Rng, Variable } from '@sobolev/core'
import type { Sequential } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import { InputError } from '../errors.ts'
import { buildModel, parameterCount } from './build-model.ts'
import { chooseHead, type Head, type ProblemShape } from './head.ts'
import { MethodBuilder } from './method-builder.ts'

/** A model and what its outputs mean. */
export interface Learner {
  readonly model: Sequential
  readonly head: Head
  /** By dotted path. */
  readonly variables: Record<string, Variable>
  /** How many numbers are trained. */
  readonly parameters: number
}

/**
 * The learner of a config for data of a given shape, freshly initialised.
 *
 * @param maxParameters a limit that holds before any memory is taken
 * @throws InputError if the loss does not go with the data, or the model is too large
 */
export function buildLearner(
  config: Config,
  problem: ProblemShape,
  rng: Rng,
  maxParameters: number = 250_000_000,
): Learner {
  const head = chooseHead(config, problem)
  const builder = new MethodBuilder(config.catalogue, 1)
  const layers = config.model.layers.map((layer) => builder.method('layer', layer))
  const inputs = problem.features.length
  const parameters = parameterCount(layers, inputs, head.outputs)
  if (parameters > maxParameters) {
    throw new InputError(
      `model: must have at most ${maxParameters} parameters, got ${parameters}; make its layers smaller`,
    )
  }
  const model = buildModel(layers, inputs, head.outputs, rng)
  return { model, head, variables: model.variables(), parameters }
}
