import { logicalAnd, where } from '@sobolev/core'
import { defineAverage } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { mapTensors } from '../tensors.ts'

export const swa = defineAverage({
  name: 'swa',
  summary:
    'The equal mean of the weights that training passes by from a time on: stochastic weight averaging.',
  formula:
    'average ← average + (weights − average) / (k + 1) after steps start, start + every, …, k how many it holds; before that, the weights',
  paper: {
    authors: 'Izmailov, Podoprikhin, Garipov, Vetrov & Wilson',
    year: 2018,
    title: 'Averaging weights leads to wider optima and better generalization',
    place: 'algorithm 1',
  },
  cost: 'a second copy of the weights, and one pass over both; with batchNorm a forward pass over the training rows for each evaluation',
  when: 'The last quarter of a long training, with a learning rate that stays large or goes up and down: the mean lies in the middle of the flat region that the weights move about in.',
  advice: {
    wants: ['sharpMinima', 'fewRows', 'diverges'],
    suggested:
      'From three quarters of the training on, once an epoch, with a learning rate of a tenth to a half of the first.',
    notWith:
      'Learning rates that fall to 0, under which there is nothing to average. Optimizers that evaluate other weights themselves, such as scheduleFreeAdamw.',
    limits:
      'Weights of different valleys, as after a restart with a large learning rate, have a mean that is on the ridge between them.',
  },
  tuning: { strength: { option: 'start', from: 0.5, to: 0.9, scale: 'linear' }, group: 'average' },
  notes:
    'As in the paper, a pass over the training rows gives batchNorm the statistics of the average, where a config asks for it; WeightAverage of the library leaves them to the program around it (`statisticsShare`). An average of every step is polyakAverage, one that forgets the beginning ema.',
  aliases: ['stochasticWeightAveraging', 'AveragedModel'],
  options: {
    start: option.duration({
      minimum: 0,
      words: 'after how long it begins: with the weights there',
    }),
    every: option.duration({ default: 1, words: 'how long from one that counts to the next' }),
  },
  short: 'start',
  // The weights after steps 1 and 3: 5 and 7.
  example: { options: { start: 1, every: 2 }, values: [1, 5, 40, 7], value: 6 },
  make: ({ start, every }) => ({
    init: (parameters) => parameters,
    update(average, parameters, step) {
      const since = step.add(1 - start)
      const hasBegun = since.greater(0)
      const counts = logicalAnd(since.greaterEqual(0), since.mod(every).equal(0))
      const held = since.maximum(0).cast('float64').div(every).floor()
      return mapTensors([average, parameters], ([mean, weights]) => {
        const next = mean.add(weights.sub(mean).div(held.add(1).cast(mean.dtype)))
        return where(hasBegun, where(counts, next, mean), weights)
      })
    },
  }),
})
