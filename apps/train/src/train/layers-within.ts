import type { Config } from '../config/config.ts'
import { MethodConfig } from '../config/method-config.ts'
import { definitionOf } from '../config/method-reader.ts'
import { MethodBuilder } from './method-builder.ts'

/** The layers of a model, each before those that it holds. */
export const layersWithin = ({ model }: Pick<Config, 'model'>): readonly MethodConfig[] =>
  model.layers.flatMap(withInnerLayers)

function withInnerLayers(layer: MethodConfig): readonly MethodConfig[] {
  const { layers } = layer.options
  const inner = Array.isArray(layers) ? layers.filter((value) => value instanceof MethodConfig) : []
  return [layer, ...inner.flatMap(withInnerLayers)]
}

/** The names of those that mix the examples of a batch, such as batch norm by its statistics; each once. */
export function mixingLayers(config: Pick<Config, 'catalogue' | 'model'>): string[] {
  const { catalogue } = config
  const builder = new MethodBuilder(catalogue, 1)
  const mixing = layersWithin(config).filter((layer) =>
    definitionOf(catalogue, 'layer', layer.method).mixesExamples?.(builder.options('layer', layer)),
  )
  return [...new Set(mixing.map(({ method }) => method))]
}
