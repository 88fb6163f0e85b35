import type { Definitions } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import { MethodConfig } from '../config/method-config.ts'
import { definitionOf } from '../config/method-reader.ts'
import { listed } from '../config/show.ts'
import type { Notice } from '../data/notice.ts'
import { layersWithin } from './layers-within.ts'

/**
 * A line for each penalty on derivatives in a model with parts, such as activations, that are not smooth enough for it: where a
 * derivative jumps the next one is 0, and training sees nothing of the jump.
 */
export function hiddenBends(config: Pick<Config, 'catalogue' | 'model' | 'penalties'>): Notice[] {
  const { catalogue, penalties } = config
  const parts = new Map(layersWithin(config).flatMap((layer) => smoothnessIn(config, layer)))
  return Array.from(penalties.byName).flatMap(([name, { method, options }]): Notice[] => {
    const definition = definitionOf(catalogue, 'penalty', method)
    const { differentiatesBy, derivativesFor, takesJumps } = definition
    const derivatives = derivativesFor?.(options) ?? definition.derivatives
    if (derivatives === undefined || differentiatesBy === 'outputs') return []
    if (derivatives === 1 && takesJumps) return []
    const rough = [...parts].filter(
      ([, smoothness]) => smoothness !== 'infinite' && smoothness < derivatives,
    )
    if (rough.length === 0) return []
    const names = listed(rough.map(([part]) => part))
    const which = derivatives === 1 ? 'first' : 'second'
    const isStraight = derivatives === 2 && rough.some(([, smoothness]) => smoothness === 0)
    const reason = isStraight
      ? `which ${names} has none of beside its bends, so that there is little or nothing to make smaller`
      : `and sees none of the bends of ${names}, where these jump`
    const text = `${method} goes by ${which} derivatives of the model, ${reason}; softplus, gelu and tanh are smooth`
    return [{ place: `penalties.${name}`, column: null, text }]
  })
}

type Smoothness = Definitions['activation']['smoothness']

/** How many derivatives that do not jump a layer has, if it says so, and each of its activations; by their names. */
function smoothnessIn(
  { catalogue }: Pick<Config, 'catalogue'>,
  layer: MethodConfig,
): (readonly [name: string, Smoothness])[] {
  const { options, smoothness } = definitionOf(catalogue, 'layer', layer.method)
  const activations = Object.entries(options).flatMap(([name, option]) => {
    const value = layer.options[name]
    if (option.type !== 'method' || option.kind !== 'activation') return []
    if (!(value instanceof MethodConfig)) return []
    return [[value.method, definitionOf(catalogue, 'activation', value.method).smoothness] as const]
  })
  return smoothness === undefined ? activations : [[layer.method, smoothness], ...activations]
}
