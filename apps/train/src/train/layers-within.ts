import type { Config } from '../config/config.ts'
import { MethodConfig } from '../config/method-config.ts'

/** The layers of a model, each before those that it holds. */
export const layersWithin = ({ model }: Pick<Config, 'model'>): readonly MethodConfig[] =>
  model.layers.flatMap(withInnerLayers)

function withInnerLayers(layer: MethodConfig): readonly MethodConfig[] {
  const { layers } = layer.options
  const inner = Array.isArray(layers) ? layers.filter((value) => value instanceof MethodConfig) : []
  return [layer, ...inner.flatMap(withInnerLayers)]
}
