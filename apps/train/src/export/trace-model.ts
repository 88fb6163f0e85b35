import { PassEnsemble, Sequential } from '@sobolev/nn'
import { InputError } from '../errors.ts'
import type { Restored } from '../train/restore.ts'
import { type VaryingGraph, VaryingGraphError } from './graph/trace-lengths.ts'
import { NoOperatorError } from './graph/write-graph.ts'
import { modelFunction, predictionMode, withConstantWeights } from './model-function.ts'
import {
  type ExampleForm,
  graphOfFunction,
  type StepsGiven,
  traceFunction,
} from './trace-function.ts'

/** A model as operations on any number of rows. */
export interface TracedModel {
  readonly graph: VaryingGraph
  /** Null where examples are no sequences. */
  readonly steps: StepsGiven | null
}

/**
 * Traces what a model predicts as a graph for any number of rows and, where its layers allow, of steps.
 *
 * @throws InputError naming the layer of which something has no operator
 */
export function traceModel(restored: Restored): TracedModel {
  const { learner, preprocessing } = restored
  if (learner.ensemble instanceof PassEnsemble)
    throw new InputError(
      'export: an ensemble of passes draws random numbers for each prediction, which a model elsewhere would not repeat; train without ensemble: monteCarloDropout, or predict with sobolev predict',
    )
  const { sequence } = preprocessing
  const choices: (StepsGiven | null)[] = sequence === undefined ? [null] : ['any', sequence.steps]
  const failures: unknown[] = []
  for (const steps of choices) {
    const form = formOf(restored, steps)
    try {
      const graph = traceFunction(modelFunction(restored), form)
      graphOfFunction(graph, form)
      return { graph, steps }
    } catch (error) {
      if (!isNoOperator(error)) throw error
      failures.push(error)
    }
  }
  const failure = failures.at(-1)
  const place = placeOf(restored, formOf(restored, choices.at(-1) ?? null))
  throw new InputError(
    `export: ${place} cannot be exported: ${wordsOf(failure)}; predict with sobolev predict, or train without it`,
    { cause: failure },
  )
}

function formOf({ learner }: Restored, steps: StepsGiven | null): ExampleForm {
  return { shape: steps === null ? learner.inputShape : learner.inputShape.slice(1), steps }
}

const isNoOperator = (error: unknown): error is NoOperatorError | VaryingGraphError =>
  error instanceof NoOperatorError || error instanceof VaryingGraphError

function wordsOf(error: unknown): string {
  if (error instanceof NoOperatorError) return `of "${error.operation}", ${error.message}`
  return error instanceof Error ? error.message : String(error)
}

/** The first layer that has no operators, as the config names it. */
function placeOf(restored: Restored, form: ExampleForm): string {
  const { config, learner } = restored
  const { layers } = learner
  for (let count = 1; count < layers.length; count++) {
    const model = new Sequential(layers.slice(0, count))
    try {
      const fn = withConstantWeights(learner.variables, (inputs, lengths) =>
        model.call(inputs, predictionMode(inputs, lengths)),
      )
      graphOfFunction(traceFunction(fn, form), form)
    } catch (error) {
      if (!isNoOperator(error)) throw error
      const layer = config.model.layers[count - 1]
      return `model.layers.${count - 1} (${layer?.method ?? 'a layer'})`
    }
  }
  return 'what the loss makes of the outputs'
}
