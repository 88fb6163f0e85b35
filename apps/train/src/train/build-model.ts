import { type Rng, type Shape, ShapeError } from '@sobolev/core'
import { Dense, type LayerChain, type LayerPlan, layerChain, Sequential } from '@sobolev/nn'
import { InputError } from '../errors.ts'

/**
 * The model of a config: its layers, then a linear dense layer of `outputs` units. Each layer whose
 * weights are drawn has a source split off by its number among these, the last one `output`, so that
 * dropout between them changes no initial weight.
 *
 * @param inputs the shape of one example
 * @throws InputError naming a layer that its inputs do not fit
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
    ...chain.build(rng),
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

function chainOf(layers: readonly LayerPlan[], inputs: Shape): LayerChain {
  try {
    return layerChain(layers, inputs)
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error
    throw new InputError(`model.${error.message}`, { cause: error })
  }
}

/** The length of what the output layer takes. */
function widthOf(shape: Shape): number {
  const [width] = shape
  if (width !== undefined && shape.length === 1) return width
  throw new InputError(
    `model.layers: the last layer must give one axis for the output layer to take, got [${shape.join(', ')}]; a layer flatten at the end makes one of all`,
  )
}
