import { where } from '@sobolev/core'
import { defineAverage } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { mapTensors } from '../tensors.ts'

export const polyakAverage = defineAverage({
  name: 'polyakAverage',
  summary:
    'The mean of the weights after every step from a time on: Polyak–Ruppert averaging, or that of the tail.',
  formula:
    'average ← average + (1 + emphasis) / (k + 1 + emphasis) · (weights − average), k how many it holds; before start, the weights',
  paper: {
    authors: 'Polyak & Juditsky',
    year: 1992,
    title: 'Acceleration of stochastic approximation by averaging',
  },
  cost: 'a second copy of the weights, and one pass over both; with batchNorm a forward pass over the training rows for each evaluation',
  when: 'Noisy gradients with a learning rate that does not fall, or falls slowly: the mean has less of the noise than any of them. It may begin once the loss falls no more.',
  advice: {
    wants: ['diverges', 'fewRows'],
    suggested: 'A start at half of the training, or an emphasis of 3 from the beginning.',
    notWith: 'Optimizers that evaluate other weights themselves, such as scheduleFreeAdamw.',
    limits:
      'With no start and no emphasis the beginning counts as much as the end, for as long as training takes.',
  },
  notes:
    'With batchNorm a pass over the training rows gives the average statistics of its own, as for swa. With emphasis it is the polynomial-decay averaging of Shamir & Zhang 2013, “Stochastic gradient descent for non-smooth optimization”; that of the tail is from Rakhlin, Shamir & Sridharan 2012, “Making gradient descent optimal for strongly convex stochastic optimization”.',
  aliases: ['polyakRuppert', 'tailAverage', 'suffixAverage', 'asgd', 'averagedSgd'],
  options: {
    start: option.duration({
      minimum: 0,
      default: 0,
      words: 'after how long it begins: with the weights there',
    }),
    emphasis: option.number({
      minimum: 0,
      default: 0,
      words: 'how much more later weights count: the exponent of their number; 0 for alike',
    }),
  },
  short: 'start',
  // Begins with 5; then (5 + 40 + 6) / 3.
  example: { options: { start: 1 }, values: [1, 5, 40, 6], value: 17 },
  make: ({ start, emphasis }) => ({
    init: (parameters) => parameters,
    update(average, parameters, step) {
      // How many it holds before these.
      const held = step.add(1 - start).cast('float64')
      const share = held
        .add(1 + emphasis)
        .reciprocal()
        .mul(1 + emphasis)
      const hasBegun = held.greater(0)
      return mapTensors([average, parameters], ([mean, weights]) =>
        where(hasBegun, mean.add(weights.sub(mean).mul(share.cast(mean.dtype))), weights),
      )
    },
  }),
})
