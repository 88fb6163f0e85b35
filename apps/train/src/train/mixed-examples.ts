import type { Config } from '../config/config.ts'
import { definitionOf } from '../config/method-reader.ts'
import { listed } from '../config/show.ts'
import type { Notice } from '../data/notice.ts'
import { layersWithin } from './layers-within.ts'
import { MethodBuilder } from './method-builder.ts'

/**
 * A line for each penalty on the derivatives of single examples in a model with layers that mix the examples of a batch:
 * what is differentiated by the inputs of one is then what all of the batch give.
 */
export function mixedExamples(config: Pick<Config, 'catalogue' | 'model' | 'penalties'>): Notice[] {
  const { catalogue, penalties } = config
  const builder = new MethodBuilder(catalogue, 1)
  const mixing = layersWithin(config).filter((layer) =>
    definitionOf(catalogue, 'layer', layer.method).mixesExamples?.(builder.options('layer', layer)),
  )
  if (mixing.length === 0) return []
  const names = listed([...new Set(mixing.map(({ method }) => method))])
  return Array.from(penalties.byName).flatMap(([name, { method }]): Notice[] => {
    const { perExample, exampleDerivatives } = definitionOf(catalogue, 'penalty', method)
    if (!perExample && !exampleDerivatives) return []
    const text = `${method} goes by the derivatives of each example, and ${names} mixes the examples of a batch: its rows are then no gradients of single examples; layerNorm and groupNorm mix none`
    return [{ place: `penalties.${name}`, column: null, text }]
  })
}
