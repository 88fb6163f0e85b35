import { clip, full, log } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { featuresOf } from './feature-rows.ts'
import { layerOption } from './layer-outputs.ts'

/** Nearer to 0 or 1 a mean activation counts as this far from it: there the divergence is finite, and flat. */
const MARGIN = 1e-6

export const klSparsity = definePenalty({
  name: 'klSparsity',
  summary: 'Lets each unit of a layer be active for a few examples only: the sparse autoencoder.',
  formula:
    'Σ over units ρ log(ρ / ρ̂) + (1 − ρ) log((1 − ρ) / (1 − ρ̂)), ρ̂ the mean activation of the unit over the batch',
  paper: {
    authors: 'Ng',
    year: 2011,
    title: 'Sparse autoencoder (CS294A lecture notes)',
  },
  cost: 'none to speak of: a mean over the batch',
  when: 'Hidden layers of sigmoid units that should each stand for something that is rare. Unlike activity it does not let units die: all of them are active for a share of the examples. The notes take ρ = 0.05.',
  advice: {
    wants: ['hiddenFeatures', 'smaller'],
    suggested: 'A target of 0.05 and a weight of 0.1 to 3.',
    notWith:
      'relu and others without a range from 0 or −1 to 1; batches that are small beside 1 / target.',
    limits: 'Goes by the mean of a batch, not by that of all rows.',
  },
  notes:
    'For activations from 0 to 1 (sigmoid), or from −1 to 1 (tanh) with activation: tanh, which counts −1 as inactive. Others, such as relu, have no such range: means beyond it count as at its end, where the derivative is 0. Of layers that give more than [n, units], each of an example’s numbers is a unit.',
  aliases: ['sparseAutoencoder', 'klSparse', 'sparsity'],
  options: {
    ...layerOption,
    target: option.number({
      above: 0,
      below: 1,
      default: 0.05,
      words: 'ρ, the mean activation that a unit should have',
    }),
    activation: option.choice({
      values: ['sigmoid', 'tanh'],
      default: 'sigmoid',
      words: 'the range of the activations: from 0 to 1, or from −1 to 1',
    }),
  },
  short: 'layer',
  // Two units with the mean ½: ¼ log ½ + ¾ log 3/2 of each.
  example: {
    options: { layer: 'layers.0', target: 0.25 },
    model: 'hidden',
    inputs: [
      [0.25, 0.25],
      [0.75, -0.25],
    ],
    targets: [[0], [0]],
    value: 0.26162407188227393,
  },
  make:
    ({ layer, target, activation }) =>
    (evaluation) => {
      const mean = featuresOf('klSparsity', layer, evaluation).mean(0)
      const active = clip(activation === 'tanh' ? mean.add(1).div(2) : mean, MARGIN, 1 - MARGIN)
      const share = full(mean.shape, target, { dtype: mean.dtype })
      const inactive = share.neg().add(1)
      return share
        .mul(log(share.div(active)))
        .add(inactive.mul(log(inactive.div(active.neg().add(1)))))
        .sum()
    },
})
