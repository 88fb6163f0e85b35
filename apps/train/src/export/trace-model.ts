import { ShapeError } from '@sobolev/core'
import { PassEnsemble, Sequential } from '@sobolev/nn'
import { InputError } from '../errors.ts'
import type { Restored } from '../train/restore.ts'
import { type VaryingGraph, VaryingGraphError } from './graph/trace-lengths.ts'
import { NoOperatorError } from './graph/write-graph.ts'
import { modelFunction, predictionMode, withConstantWeights } from './model-function.ts'
import {
  type ExampleForm,
  graphOfFunction,
  type SequenceForm,
  traceFunction,
} from './trace-function.ts'

/** A model as operations on any number of rows. */
export interface TracedModel {
  readonly graph: VaryingGraph
  /** Null where examples are no sequences. */
  readonly sequence: SequenceForm | null
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
  const choices = sequence === undefined ? [null] : sequenceForms(sequence.steps)
  let failed: { readonly error: unknown; readonly form: ExampleForm } | undefined
  for (const choice of choices) {
    // Without their lengths sequences are those of a model that takes them in no other way.
    if (choice?.hasLengths === false && !(failed?.error instanceof ShapeError)) break
    const form = formOf(restored, choice)
    try {
      const graph = traceFunction(modelFunction(restored), form)
      graphOfFunction(graph, form)
      return { graph, sequence: choice }
    } catch (error) {
      if (!isRefusal(error, form)) throw error
      failed = { error, form }
    }
  }
  const failure = failed?.error
  const place = placeOf(restored, failed?.form ?? formOf(restored, null))
  throw new InputError(
    `export: ${place} cannot be exported: ${wordsOf(failure)}; predict with sobolev predict, or train without it`,
    { cause: failure },
  )
}

/** How a model of sequences may be given them, the most general first. */
const sequenceForms = (steps: number): SequenceForm[] => [
  { steps: 'any', hasLengths: true },
  { steps, hasLengths: true },
  { steps, hasLengths: false },
]

function formOf({ learner }: Restored, sequence: SequenceForm | null): ExampleForm {
  return { shape: sequence === null ? learner.inputShape : learner.inputShape.slice(1), sequence }
}

/** Whether a model is not for sequences of that form, or has no operators. */
const isRefusal = (error: unknown, { sequence }: ExampleForm): boolean =>
  error instanceof NoOperatorError ||
  error instanceof VaryingGraphError ||
  (error instanceof ShapeError && sequence?.hasLengths === true)

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
      if (!isRefusal(error, form)) throw error
      const layer = config.model.layers[count - 1]
      return `model.layers.${count - 1} (${layer?.method ?? 'a layer'})`
    }
  }
  return 'what the loss makes of the outputs'
}
