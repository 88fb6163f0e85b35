import { type Rng, type Shape, ShapeError } from '@sobolev/core'
import { Dense, type LayerChain, type LayerPlan, layerChain, Sequential } from '@sobolev/nn'
import { InputError } from '../errors.ts'

/**
 * The model of a config: its layers, then a linear dense layer of `outputs` units. Each layer whose
 * weights are drawn has a source split off by its number among these, the last one `output`, so that
 * dropout between them changes no initial weight.
 *
 * @param inputs the shape of one example
 * @throws InputError naming a layer that its inputs do not fit, or that its own layers do not
 */
export function buildModel(
  layers: readonly LayerPlan[],
  inputs: Shape,
  outputs: number,
  rng: Rng,
): Sequential {
  const chain = chainOf(layers, inputs)
  const width = widthOf(chain.outputShape)
  return new Sequential([
    ...inModel(() => chain.build(rng)),
    new Dense(width, outputs, { rng: rng.split('output') }),
  ])
}

/** How many numbers the model of `buildModel` trains, without building it. */
export function parameterCount(
  layers: readonly LayerPlan[],
  inputs: Shape,
  outputs: number,
): number {
  const { outputShape, parameters } = chainOf(layers, inputs)
  return parameters + (widthOf(outputShape) + 1) * outputs
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
function widthOf(shape: Shape): number {
  const [width] = shape
  if (width !== undefined && shape.length === 1) return width
  throw new InputError(
    `model.layers: the last layer must give one axis for the output layer to take, got [${shape.join(', ')}]; a layer flatten at the end makes one of all, globalAveragePool: steps one of the steps of a sequence`,
  )
}
