import type { Config } from '../config/config.ts'
import { MethodConfig } from '../config/method-config.ts'
import { listed } from '../config/show.ts'
import type { Notice } from '../data/notice.ts'

/** A line for dense layers without an activation right before another dense layer, or the output layer: both are one linear map. */
export function linearLayers({ model: { layers } }: Pick<Config, 'model'>): Notice[] {
  const found = layers.flatMap((layer, index) => {
    const next = layers[index + 1]
    return isLinear(layer) && (next === undefined || next.method === 'dense')
      ? [`layers.${index}`]
      : []
  })
  const [first] = found
  if (first === undefined) return []
  const has = found.length === 1 ? 'has' : 'have'
  const text = `${listed(found)} ${has} no activation: with the layer behind it, such a layer is a single linear map; activation: tanh or relu lets it bend, and the output layer is added by itself`
  return [{ place: `model.${first}`, column: null, text }]
}

const isLinear = ({ method, options: { activation } }: MethodConfig): boolean =>
  method === 'dense' && activation instanceof MethodConfig && activation.method === 'identity'
