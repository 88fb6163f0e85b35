import type { Rng, Shape, Variable } from '@sobolev/core'
import {
  type ExampleLayout,
  type Layer,
  type Module,
  plansForElements,
  type ScheduleFunction,
} from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import { MethodConfig } from '../config/method-config.ts'
import { InputError } from '../errors.ts'
import { beginWeights } from './begin-weights.ts'
import { buildModel, parameterCount } from './build-model.ts'
import { withNumericThreshold } from './decision-threshold.ts'
import { ensembleOf } from './ensemble-of.ts'
import { exampleLayout } from './example-layout.ts'
import { chooseHead, type Head, type ProblemShape } from './head.ts'
import { MethodBuilder } from './method-builder.ts'

/** A model and what its outputs mean. */
export interface Learner {
  readonly model: Module
  /** The layers of the config, and the output layer. */
  readonly layers: readonly Layer[]
  readonly head: Head
  /** Of one example: the number of features, or what the config takes them for; [steps, features] of the longest sequence. */
  readonly inputShape: Shape
  /** Whether each step of an example has outputs and a target. */
  readonly hasStepTargets: boolean
  /** Which elements of an example are which column of the file. */
  readonly layout: ExampleLayout
  /** By dotted path. */
  readonly variables: Record<string, Variable>
  /** How many numbers are trained. */
  readonly parameters: number
  /** By which schedules of its layers count epochs. */
  readonly stepsPerEpoch: number
  /** Schedules of its layers that go by figures, by the names of layers and options. */
  readonly observing: Readonly<Record<string, ScheduleFunction>>
}

/**
 * The learner of a config for data of a given shape, freshly initialised.
 *
 * @param maxParameters a limit that holds before any memory is taken
 * @param stepsPerEpoch by which schedules of layers go; only training needs it
 * @throws InputError if the loss does not go with the data, or the model is too large
 */
export function buildLearner(
  config: Config,
  problem: ProblemShape,
  rng: Rng,
  {
    maxParameters = 250_000_000,
    stepsPerEpoch = 1,
  }: { readonly maxParameters?: number; readonly stepsPerEpoch?: number } = {},
): Learner {
  const head = withNumericThreshold(config, chooseHead(config, problem))
  const { preprocessing, training } = problem
  const layout = preprocessing ? exampleLayout(config, preprocessing, training) : { inputs: {} }
  const builder = new MethodBuilder(config.catalogue, stepsPerEpoch)
  const inputShape = inputShapeOf(config, problem)
  const plans = builder.layers(config.model.layers)
  const layers = plansForElements(plans, inputShape, layout.elements)
  const { sequenceTarget } = problem
  const { units: _, activation: __, ...options } = builder.options('layer', outputOf(config))
  const end = { outputs: head.outputs, sequenceTarget, options }
  const parameters = parameterCount(layers, inputShape, end)
  if (parameters > maxParameters) {
    throw new InputError(
      `model: must have at most ${maxParameters} parameters, got ${parameters}; make its layers smaller`,
    )
  }
  const single = buildModel(layers, inputShape, end, rng)
  if (training) beginWeights(single, config, { training, inputShape, rng })
  const ensemble = ensembleOf(config, stepsPerEpoch)
  const isShared = ensemble?.way === 'sharedWeights'
  const model = isShared ? inEnsemble(() => ensemble.build(single, rng.split('members'))) : single
  const sizes = Object.values(model.trainableVariables()).map(({ size }) => size)
  return {
    model,
    layers: single.layers,
    head,
    inputShape,
    layout,
    hasStepTargets: sequenceTarget === 'step',
    variables: model.variables(),
    parameters: isShared ? sizes.reduce((sum, size) => sum + size, 0) : parameters,
    stepsPerEpoch,
    observing: builder.observing,
  }
}

/** What `fn` gives; a layer that does not fit an ensemble, which the error names, is a fault of the config. */
function inEnsemble<T>(fn: () => T): T {
  try {
    return fn()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new InputError(`ensemble.${error.message}`, { cause: error })
  }
}

/** The dense layer at the end, whose units are not known to the config. */
const outputOf = ({ model }: Config): MethodConfig =>
  new MethodConfig('dense', { ...model.output, units: 1, activation: new MethodConfig('identity') })

/** Optimizer steps of an epoch with so many rows. */
export const stepsPerEpochOf = ({ training }: Config, rows: number): number =>
  Math.ceil(rows / (training.batchSize * training.accumulate))

function inputShapeOf({ data }: Config, problem: ProblemShape): Shape {
  const features = problem.features.length
  if (problem.steps !== undefined) return [problem.steps, features]
  const { shape } = data
  if (shape === null) {
    // Without some of its pixels an image is none.
    const { shape: found = [features] } = problem
    return sizeOf(found) === features ? found : [features]
  }
  const size = sizeOf(shape)
  if (size === features) return shape
  throw new InputError(
    `data.shape: [${shape.join(', ')}] must hold as many numbers as a row has inputs, ${features}, got ${size}; leave columns out with data.exclude, or change the shape`,
  )
}

const sizeOf = (shape: Shape): number => shape.reduce((product, length) => product * length, 1)
