import type { Config } from '../config/config.ts'
import { MethodConfig } from '../config/method-config.ts'
import { definitionOf } from '../config/method-reader.ts'

/** The name of a layer that takes indices, by which nothing is differentiated; null where there is none. */
export function layerOfIndices({
  catalogue,
  model,
}: Pick<Config, 'catalogue' | 'model'>): string | null {
  const takesIndices = ({ method }: MethodConfig): boolean =>
    definitionOf(catalogue, 'layer', method).inputs === 'indices'
  return model.layers.flatMap(withInnerLayers).find(takesIndices)?.method ?? null
}

const withInnerLayers = (layer: MethodConfig): readonly MethodConfig[] => {
  const { layers } = layer.options
  const inner = Array.isArray(layers) ? layers.filter((value) => value instanceof MethodConfig) : []
  return [layer, ...inner.flatMap(withInnerLayers)]
}
