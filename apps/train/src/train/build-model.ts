import type { Rng } from '@sobolev/core'
import { catalogue, Dense, Dropout, type Module, Sequential } from '@sobolev/nn'
import type { LayerConfig } from '../config/config.ts'

/**
 * The model of a config: its layers, then a linear dense layer of `outputs` units. Each dense layer
 * draws from a source split off by its number among the dense layers, the last from `output`, so
 * that dropout between them changes no initial weight.
 *
 * @param inputs number of input columns
 */
export function buildModel(
  layers: readonly LayerConfig[],
  inputs: number,
  outputs: number,
  rng: Rng,
): Sequential {
  let width = inputs
  let dense = 0
  const built = layers.map((layer): Module => {
    if (layer.kind === 'dropout') return new Dropout(layer.rate)
    const { units, useBias } = layer
    const module = new Dense(width, units, {
      rng: rng.split(dense++),
      activation: catalogue.make(
        'activation',
        layer.activation === 'linear' ? 'identity' : layer.activation,
      ),
      useBias,
      kernelInitializer: catalogue.make('initializer', layer.kernelInitializer),
    })
    width = units
    return module
  })
  return new Sequential([...built, new Dense(width, outputs, { rng: rng.split('output') })])
}

/** How many numbers the model of `buildModel` trains, without building it. */
export function parameterCount(
  layers: readonly LayerConfig[],
  inputs: number,
  outputs: number,
): number {
  let width = inputs
  let count = 0
  for (const layer of layers) {
    if (layer.kind === 'dropout') continue
    count += (width + (layer.useBias ? 1 : 0)) * layer.units
    width = layer.units
  }
  return count + (width + 1) * outputs
}
