import { maximum, sum } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import {
  environmentGradients,
  environmentsOption,
  layerOption,
  variablesOfLayer,
} from './environment-gradients.ts'
import { twoSites } from './two-sites.ts'

export const fish = definePenalty({
  name: 'fish',
  summary:
    'Makes the gradients of environments point the same way: what is learned in one helps the others.',
  formula: '− mean over pairs of environments of ∇Rₐ · ∇R_b, Rₑ the mean loss in e',
  paper: {
    authors: 'Shi et al.',
    year: 2022,
    title: 'Gradient matching for domain generalization',
    place: 'the inter-domain gradient matching objective',
  },
  cost: 'a gradient by the parameters for each environment, and a backward pass through all',
  when: 'As iga, where the length of gradients may differ and only their directions should agree.',
  advice: {
    wants: ['otherPlaces', 'wrongColumns'],
    suggested: 'A weight of 0.001 to 0.1, with a bound on the gradients such as clipByGlobalNorm.',
    notWith:
      'Large weights: it has no least value, and long gradients that agree make it small, at the cost of the loss.',
    limits:
      'Where all is learned all gradients are 0, and it says nothing. On configs/irm.yaml it does not help: 0.15 with a weight of 1, and the loss grows to 4.2 with 10.',
  },
  notes:
    'The paper approximates its derivative by steps on one environment after the other (Fish); here it is exact. It is below 0 where gradients agree. Environments without rows in a batch do not count; with one it is 0.',
  aliases: ['idgm', 'interDomainGradientMatching'],
  derivatives: 1,
  environmentDerivatives: true,
  options: { environments: environmentsOption, layer: { ...layerOption, default: 'all' } },
  // The gradients (2, 2; 2) and (4, 0; 4).
  example: {
    options: { environments: 'site' },
    ...twoSites,
    value: -16,
  },
  make:
    ({ environments, layer }) =>
    (evaluation) => {
      const sources = variablesOfLayer('fish', layer, evaluation.trainable)
      const { rows, count } = environmentGradients('fish', environments, evaluation, sources)
      const products = Object.values(rows)
        .map((row) => sum(sum(row, 0).square()).sub(sum(row.square())))
        .reduce((total, part) => total.add(part))
      return products.div(maximum(count.mul(count.sub(1)), 1)).neg()
    },
})
