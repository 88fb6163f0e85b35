import { stack } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import {
  environmentsOption,
  layerOption,
  spreadOf,
  stacked,
  variablesOfLayer,
} from './environment-gradients.ts'
import { groupMeans, membersOf } from './groups.ts'
import { dot } from './loss-increase.ts'
import { twoSites } from './two-sites.ts'

export const hessianAlignment = definePenalty({
  name: 'hessianAlignment',
  summary: 'Makes the products of Hessian and gradient the same in all environments.',
  formula:
    'mean over environments e of ‖HₑGₑ − mean HG‖², Gₑ = ∇Rₑ and Hₑ = ∇²Rₑ by the parameters of a layer',
  paper: {
    authors: 'Hemati, Zhang, Estiri & Chen',
    year: 2023,
    title: 'Understanding Hessian alignment for domain generalization',
    place: 'Hessian gradient product (HGP)',
  },
  cost: 'for each environment two derivatives by the parameters of the layer, and a backward pass through both',
  when: 'Beside iga, of whose gradients it matches the change: the paper takes both, on the last layer.',
  advice: {
    wants: ['otherPlaces', 'wrongColumns'],
    suggested:
      'A weight of 0.001 to 0.1, beside iga on the same layer; after some epochs without it.',
    notWith:
      'Small batches, in which it differs by chance. Batch normalisation, which mixes the environments. Losses whose second derivative is 0, such as absoluteError.',
    limits:
      'It sees the Hessian along the gradient alone. Where all is learned it is 0 for any model. By itself it does little on configs/irm.yaml: 0.329 with a weight of 100000, 0.132 without.',
  },
  notes:
    'HG = ½ ∇‖G‖², exact. Environments without rows in a batch do not count. With one environment it is 0.',
  aliases: ['hgp', 'hessianGradientProduct'],
  derivatives: 2,
  environmentDerivatives: true,
  options: { environments: environmentsOption, layer: layerOption },
  // HG = 4 f ‖z‖² z with z = (1, 1; 1) and f = 1, z = (1, 0; 1) and f = 2: (12, 12; 12) and (16, 0; 16).
  example: {
    options: { environments: 'site' },
    ...twoSites,
    value: 44,
  },
  make:
    ({ environments, layer }) =>
    (evaluation) => {
      const { trainable, gradient, losses } = evaluation
      const sources = variablesOfLayer('hessianAlignment', layer, trainable)
      const members = membersOf('hessianAlignment', environments, evaluation)
      const { means, isThere, count } = groupMeans(losses, members)
      const zeros = { unconnectedGradients: 'zero' } as const
      const products = Array.from({ length: means.size }, (_, environment) => {
        const slopes = gradient(means.slice([environment]), sources, zeros)
        return gradient(dot(slopes, slopes).mul(0.5), sources, zeros)
      })
      return spreadOf({ rows: stacked(products, stack), isThere, count })
    },
})
