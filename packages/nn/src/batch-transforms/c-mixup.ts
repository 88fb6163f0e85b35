import { DTypeError } from '@sobolev/core'
import { defineBatchTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { floatDType } from '../float-dtype.ts'
import { drawShares, mix, mixedTargets, perOption, shareOptions } from './mix-examples.ts'

export const cMixup = defineBatchTransform({
  name: 'cMixup',
  summary: 'mixup for regression: mixes examples with those whose targets are near.',
  formula:
    'as mixup, j drawn for each i with probability ∝ exp(−(yᵢ − yⱼ)² / (2 σ²)), σ = bandwidth, i itself among them',
  paper: {
    authors: 'Yao, Wang, Zhang, Zou & Finn',
    year: 2022,
    title: 'C-Mixup: improving generalization in regression',
    place: 'equation 6',
  },
  cost: 'a difference of targets and a random number for each pair of examples, n² in memory too, a copy of the inputs and a second loss',
  when: 'Regression with few examples, where a mixture of two with far targets would be of neither. For classes mixup.',
  advice: {
    wants: ['fewRows', 'noise'],
    suggested:
      'An alpha of 2 with a bandwidth of 0.1 to 1 in units of the scaled target; the smaller, the more an example is mixed with itself.',
    notWith:
      'Another transform that mixes examples, such as mixup. Columns that penalties read, for they are of single examples. Small batches, in which no targets are near.',
    limits:
      'Near targets may belong to far inputs, between which the target is another: a hill has two sides.',
  },
  tuning: { strength: { option: 'alpha', from: 0.5, to: 4, scale: 'log' }, group: 'mixing' },
  notes:
    'Targets are values, [n] or [n, ...], with the Euclidean distance. The share applies to the two losses, of which the squared error has the gradient of the mixed target of the paper, and others their own. Partners are drawn from the batch.',
  mixesTargets: true,
  movesInputs: true,
  aliases: ['regressionMixup'],
  losses: ['values'],
  options: {
    ...shareOptions(2),
    ...perOption,
    bandwidth: option.number({
      above: 0,
      default: 0.5,
      words: 'how far apart the targets of a mixture are about, in units of the scaled target',
    }),
  },
  short: 'alpha',
  // The third is too far from the others for any but itself.
  example: {
    options: { bandwidth: 0.1 },
    inputs: [[0], [1], [2]],
    targets: [0, 0, 9],
    value: {
      inputs: [[0], [0.8131734774322459], [2]],
      targets: [0, 0, 9],
      mixed: {
        targets: [0, 0, 9],
        share: [0.8131734774322459, 0.8131734774322459, 0.8131734774322459],
      },
    },
  },
  make:
    ({ alpha, per, bandwidth }) =>
    (batch, { rng }) => {
      const { inputs, targets } = batch
      const [n = 0] = inputs.shape
      const dtype = floatDType('cMixup: inputs', inputs)
      if (targets.dtype !== 'float32' && targets.dtype !== 'float64')
        throw new DTypeError(
          `cMixup: targets must be values, float32 or float64, got ${targets.dtype}; mixup is for classes`,
        )
      const rows = targets.reshape([n, -1])
      const distance = rows
        .reshape([n, 1, -1])
        .sub(rows.reshape([1, n, -1]))
        .div(bandwidth)
        .square()
        .sum(2)
      const partners = rng.split('partners').categorical(distance.mul(-0.5))
      const share = drawShares(n, { alpha, per, rng: rng.split('share'), dtype })
      return { inputs: mix(inputs, partners, share), ...mixedTargets(batch, partners, share) }
    },
})
