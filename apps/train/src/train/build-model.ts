import { type Rng, type Shape, ShapeError } from '@sobolev/core'
import { Dense, type LayerChain, type LayerPlan, layerChain, Sequential } from '@sobolev/nn'
import type { SequenceTarget } from '../config/config.ts'
import { InputError } from '../errors.ts'
import { StepOutput } from './step-output.ts'

/** What the output layer of a model gives. */
export interface ModelEnd {
  /** How many numbers, for each example or each step. */
  readonly outputs: number
  /** Whether a sequence has outputs, or each of its steps; absent: there are none. */
  readonly sequenceTarget?: SequenceTarget | undefined
  /** Options of the dense layer, as the library takes them. */
  readonly options?: Readonly<Record<string, unknown>>
}

/**
 * The model of a config: its layers, then a linear dense layer. Each layer whose
 * weights are drawn has a source split off by its number among these, the last one `output`, so that
 * dropout between them changes no initial weight.
 *
 * @param inputs the shape of one example
 * @param end what the dense layer gives, which takes each step by itself where each has outputs
 * @throws InputError naming a layer that its inputs do not fit, or that its own layers do not
 */
export function buildModel(
  layers: readonly LayerPlan[],
  inputs: Shape,
  end: ModelEnd,
  rng: Rng,
): Sequential {
  const chain = chainOf(layers, inputs)
  const width = widthOf(chain.outputShape, inputs, end)
  const Output = end.sequenceTarget === 'step' ? StepOutput : Dense
  return new Sequential([
    ...inModel(() => chain.build(rng)),
    new Output(width, end.outputs, { ...end.options, rng: rng.split('output') }),
  ])
}

/** How many numbers the model of `buildModel` trains, without building it. */
export function parameterCount(layers: readonly LayerPlan[], inputs: Shape, end: ModelEnd): number {
  const { outputShape, parameters } = chainOf(layers, inputs)
  const output = Dense.definition.make({ ...end.options, units: end.outputs })
  return parameters + output.parameters([widthOf(outputShape, inputs, end)])
}

const chainOf = (layers: readonly LayerPlan[], inputs: Shape): LayerChain =>
  inModel(() => layerChain(layers, inputs))

/** What `fn` gives; a layer that does not fit, which the error names, is a fault of the config. */
function inModel<T>(fn: () => T): T {
  try {
    return fn()
  } catch (error) {
    if (!(error instanceof ShapeError || error instanceof RangeError)) throw error
    throw new InputError(`model.${error.message}`, { cause: error })
  }
}

/** The length of what the output layer takes. */
function widthOf(shape: Shape, inputs: Shape, { sequenceTarget }: ModelEnd): number {
  const width = shape.at(-1)
  if (sequenceTarget === 'step') {
    if (width !== undefined && shape.length === 2 && shape[0] === inputs[0]) return width
    throw new InputError(
      `model.layers: the last layer must give [${inputs[0]}, features] of sequences [${inputs.join(', ')}], as each step has a target, got [${shape.join(', ')}]; a recurrent layer gives all steps with returnSequences: true, and with data.sequence.target: id there is one target for all of them`,
    )
  }
  if (width !== undefined && shape.length === 1) return width
  throw new InputError(
    `model.layers: the last layer must give one axis for the output layer to take, got [${shape.join(', ')}]; a layer flatten at the end makes one of all, globalAveragePool: steps one of the steps of a sequence${sequenceTarget === 'id' ? ', and data.sequence.target: step is for a target of each step' : ''}`,
  )
}
