import { abs } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { groupOptions, sumOfGroupNorms } from './group-norms.ts'
import { sumOfWeights } from './sum-of-weights.ts'

export const sparseGroupLasso = definePenalty({
  name: 'sparseGroupLasso',
  summary: 'Pulls whole units to 0, and single weights within those that stay.',
  formula: '(1 − share) · Σ over groups √p ‖w‖₂ + share · Σ |w|',
  paper: {
    authors: 'Simon, Friedman, Hastie & Tibshirani',
    year: 2013,
    title: 'A sparse-group lasso',
  },
  cost: 'none to speak of: a norm of each group, and a sum over the weights',
  when: 'A network that should have few units, each with few inputs. The paper takes a share of 0.95 where groups are sparse within, 0.05 where they are full.',
  advice: {
    wants: ['smaller', 'wrongColumns'],
    suggested: 'A share of 0.5, and a weight of 1e-5 to 1e-3.',
    notWith:
      'Layers before a normalisation, where the length of a unit’s weights changes nothing and they only shrink.',
    limits: 'Brings groups and weights near 0, seldom to it: prune what is left below a threshold.',
  },
  notes:
    'For networks: Scardapane, Comminiello, Hussain & Uncini 2017, “Group sparse regularization for deep neural networks”, who add both with one weight: a share of ½ here, at twice the weight. Norms and weights of 0 have the derivative 0.',
  aliases: ['sgl'],
  options: {
    share: option.number({
      minimum: 0,
      maximum: 1,
      default: 0.5,
      words: 'the share of l1; the remainder is groupLasso',
    }),
    ...groupOptions,
  },
  short: 'share',
  // ¾ of √10, and ¼ of 3.
  example: { options: { share: 0.25 }, value: 3.1217082451262845 },
  make:
    ({ share, groups, includes }) =>
    ({ weights }) => {
      const chosen = weights(includes)
      return sumOfGroupNorms(chosen, groups)
        .mul(1 - share)
        .add(sumOfWeights(abs, chosen).mul(share))
    },
})
