import type { Rng, Shape } from '@sobolev/core'
import { Dense, type Module, Sequential, type Things } from '@sobolev/nn'

type LayerPlan = Things['layer']

/**
 * The model of a config: its layers, then a linear dense layer of `outputs` units. Each layer with
 * weights draws from a source split off by its number among them, the last from `output`, so that
 * dropout between them changes no initial weight.
 *
 * @param inputs number of input columns
 */
export function buildModel(
  layers: readonly LayerPlan[],
  inputs: number,
  outputs: number,
  rng: Rng,
): Sequential {
  let withWeights = 0
  const { built, shape } = layers.reduce<{ built: readonly Module[]; shape: Shape }>(
    ({ built, shape }, layer) => {
      const source = layer.parameters(shape) === 0 ? rng : rng.split(withWeights++)
      return { built: [...built, layer.build(shape, source)], shape: layer.outputShape(shape) }
    },
    { built: [], shape: [inputs] },
  )
  const width = widthOf(shape)
  return new Sequential([...built, new Dense(width, outputs, { rng: rng.split('output') })])
}

/** How many numbers the model of `buildModel` trains, without building it. */
export function parameterCount(
  layers: readonly LayerPlan[],
  inputs: number,
  outputs: number,
): number {
  const { count, shape } = layers.reduce<{ count: number; shape: Shape }>(
    ({ count, shape }, layer) => ({
      count: count + layer.parameters(shape),
      shape: layer.outputShape(shape),
    }),
    { count: 0, shape: [inputs] },
  )
  return count + (widthOf(shape) + 1) * outputs
}

const widthOf = (shape: Shape): number => shape.at(-1) ?? 1
