import type { Config } from '../config/config.ts'
import { definitionOf } from '../config/method-reader.ts'
import { listed } from '../config/show.ts'
import type { Notice } from '../data/notice.ts'
import { mixingLayers } from './layers-within.ts'

/**
 * A line for each penalty on the derivatives of single examples, or of environments, in a model with layers that mix the
 * examples of a batch: what is differentiated of some is then what all of the batch give.
 */
export function mixedExamples(config: Pick<Config, 'catalogue' | 'model' | 'penalties'>): Notice[] {
  const { catalogue, penalties } = config
  const mixing = mixingLayers(config)
  if (mixing.length === 0) return []
  const names = listed(mixing)
  return Array.from(penalties.byName).flatMap(([name, { method }]): Notice[] => {
    const definition = definitionOf(catalogue, 'penalty', method)
    const isOfExamples = definition.perExample || definition.exampleDerivatives
    if (!isOfExamples && !definition.environmentDerivatives) return []
    const [parts, found] = isOfExamples
      ? ['each example', 'its rows are then no gradients of single examples']
      : ['each environment', 'the loss of one then depends on the rows of the others']
    const text = `${method} goes by the derivatives of ${parts}, and ${names} mixes the examples of a batch: ${found}; layerNorm and groupNorm mix none`
    return [{ place: `penalties.${name}`, column: null, text }]
  })
}
