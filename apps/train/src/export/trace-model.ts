import { type Shape, Tensor, traceGraph } from '@sobolev/core'
import { PassEnsemble, Sequential } from '@sobolev/nn'
import { InputError } from '../errors.ts'
import type { Restored } from '../train/restore.ts'
import { GraphWriter, type Value } from './graph/graph-writer.ts'
import { type Length, rowsLength, stepsLength, tracedSizes } from './graph/length.ts'
import { mergeGraphs, type VaryingGraph, VaryingGraphError } from './graph/trace-lengths.ts'
import { NoOperatorError, writeGraph } from './graph/write-graph.ts'
import {
  type ModelFunction,
  type ModelOutputs,
  modelFunction,
  predictionMode,
  withConstantWeights,
} from './model-function.ts'
import type { StepsGiven } from './raw-inputs.ts'

/** A model as operations on any number of rows. */
export interface TracedModel {
  readonly graph: VaryingGraph
  /** Whether sequences may have any number of steps, or have always as many. */
  readonly steps: StepsGiven
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
  const trained = preprocessing.sequence?.steps
  const choices: StepsGiven[] = trained === undefined ? [1] : ['any', trained]
  const failures: unknown[] = []
  for (const steps of choices) {
    try {
      const graph = traced(modelFunction(restored), restored, steps)
      tryOut(graph, restored, steps)
      return { graph, steps }
    } catch (error) {
      if (!isNoOperator(error)) throw error
      failures.push(error)
    }
  }
  const failure = failures.at(-1)
  throw new InputError(
    `export: ${placeOf(restored, choices.at(-1) ?? 1)} cannot be exported: ${wordsOf(failure)}; leave it out, or predict with sobolev predict`,
    { cause: failure },
  )
}

const isNoOperator = (error: unknown): error is NoOperatorError | VaryingGraphError =>
  error instanceof NoOperatorError || error instanceof VaryingGraphError

function wordsOf(error: unknown): string {
  if (error instanceof NoOperatorError) return `of "${error.operation}", ${error.message}`
  return error instanceof Error ? error.message : String(error)
}

/** A tensor of which only the shape is known. */
function shaped(shape: Shape, dtype: 'float32' | 'int32'): Tensor {
  return new Tensor(shape, dtype, {
    data(): never {
      throw new VaryingGraphError('it reads the numbers of its inputs')
    },
  })
}

/** A function of the model's inputs as a graph for any number of rows. */
function traced(
  fn: ModelFunction<unknown>,
  { learner, preprocessing }: Restored,
  steps: StepsGiven,
): VaryingGraph {
  const isSequence = preprocessing.sequence !== undefined
  const graphs = tracedSizes.map((sizes) => {
    const room = steps === 'any' ? sizes.steps : steps
    const { inputShape } = learner
    const shape = isSequence ? [room, ...inputShape.slice(1)] : inputShape
    const inputs = shaped([sizes.rows, ...shape], 'float32')
    const lengths = isSequence ? shaped([sizes.rows], 'int32') : null
    return traceGraph(fn, inputs, lengths)
  })
  return mergeGraphs(graphs)
}

/** Throws what writing a graph throws, and writes nothing that is kept. */
function tryOut(
  graph: VaryingGraph,
  { learner, preprocessing }: Restored,
  steps: StepsGiven,
): void {
  const writer = new GraphWriter()
  const isSequence = preprocessing.sequence !== undefined
  const room = steps === 'any' ? stepsLength : steps
  const { inputShape } = learner
  const shape: Length[] = [
    rowsLength,
    ...(isSequence ? [room, ...inputShape.slice(1)] : inputShape),
  ]
  const input = (name: string, type: Value['type'], lengths: Length[]): Value => ({
    name: writer.names.unique(name),
    type,
    shape: lengths,
    stored: lengths,
  })
  const inputs = input('inputs', 'float32', shape)
  writer.findSizes({ input: inputs.name, rowsAxis: 0, stepsAxis: steps === 'any' ? 1 : null })
  writeGraph(graph, [inputs, input('lengths', 'int32', [rowsLength])], writer, () => undefined)
}

/** The first layer that has no operators, as the config names it. */
function placeOf(restored: Restored, steps: StepsGiven): string {
  const { config, learner } = restored
  const { layers } = learner
  for (let count = 1; count < layers.length; count++) {
    const model = new Sequential(layers.slice(0, count))
    try {
      const fn = withConstantWeights(restored, (inputs, lengths) =>
        model.call(inputs, predictionMode(inputs, lengths)),
      )
      tryOut(traced(fn, restored, steps), restored, steps)
    } catch (error) {
      if (!isNoOperator(error)) throw error
      const layer = config.model.layers[count - 1]
      return `model.layers.${count - 1} (${layer?.method ?? 'a layer'})`
    }
  }
  return 'what the loss makes of the outputs'
}

export type { ModelOutputs }
