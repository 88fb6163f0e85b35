import type { Config } from '../config/config.ts'
import { MethodConfig } from '../config/method-config.ts'
import { definitionOf } from '../config/method-reader.ts'
import { listed } from '../config/show.ts'
import type { Notice } from '../data/notice.ts'
import { layersWithin } from './layers-within.ts'

/**
 * A line for each penalty on derivatives in a model with activations that are not smooth enough for it: where a
 * derivative jumps the next one is 0, and training sees nothing of the jump.
 */
export function hiddenBends(config: Pick<Config, 'catalogue' | 'model' | 'penalties'>): Notice[] {
  const { catalogue, penalties } = config
  const activations = new Set(layersWithin(config).flatMap((layer) => activationsOf(config, layer)))
  return Array.from(penalties.byName).flatMap(([name, { method }]): Notice[] => {
    const { derivatives } = definitionOf(catalogue, 'penalty', method)
    if (derivatives === undefined) return []
    const rough = [...activations].filter((activation) => {
      const { smoothness } = definitionOf(catalogue, 'activation', activation)
      return smoothness !== 'infinite' && smoothness < derivatives
    })
    if (rough.length === 0) return []
    const which = derivatives === 1 ? 'first' : 'second'
    const text = `${method} goes by ${which} derivatives of the model, and sees none of the bends of ${listed(rough)}, where these jump; softplus, gelu and tanh are smooth`
    return [{ place: `penalties.${name}`, column: null, text }]
  })
}

/** The names of the activations that a layer has. */
function activationsOf({ catalogue }: Pick<Config, 'catalogue'>, layer: MethodConfig): string[] {
  const { options } = definitionOf(catalogue, 'layer', layer.method)
  return Object.entries(options).flatMap(([name, option]) => {
    const value = layer.options[name]
    const isActivation = option.type === 'method' && option.kind === 'activation'
    return isActivation && value instanceof MethodConfig ? [value.method] : []
  })
}
