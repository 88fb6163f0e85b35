import { pow, stopGradient } from '@sobolev/core'
import { defineLossTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { anyLoss } from './any-loss.ts'
import { ranksOf } from './ranks.ts'

export const selectiveBackprop = defineLossTransform({
  name: 'selectiveBackprop',
  summary: 'Trains on examples drawn by chance, those with large losses more often.',
  formula:
    'L · z / mean z, z = 1 with the probability (share of the batch with a smaller loss, and itself)^β, else 0',
  paper: {
    authors: 'Jiang et al.',
    year: 2019,
    title: 'Accelerating deep learning by focusing on the biggest losers',
  },
  cost: 'a sort of the losses of the batch, and a random number for each example',
  when: 'Many rows that are learned early: as hardExamples, and easy examples count now and then.',
  advice: {
    wants: ['rareClasses'],
    suggested: 'A β of 1, with which half of the examples count, or of 2, with which a third does.',
    notWith: 'Wrong labels, which have the largest losses of all.',
    limits:
      'Saves no time here: all examples are computed, and those that are not drawn count 0. It is biased to what is hard, which is its purpose: the loss that is reported in training is as well.',
  },
  notes:
    'The paper goes by the losses of the last examples, of this batch and others; here it is the batch. Which examples count is held constant, and drawn anew in each step. Where nothing is trained every example counts.',
  aliases: ['selectiveBackpropagation', 'biggestLosers'],
  losses: anyLoss,
  goesBy: 'ranks',
  options: {
    beta: option.number({ above: 0, default: 1, words: 'β, how much large losses are preferred' }),
  },
  short: 'beta',
  example: {
    options: { beta: 1 },
    loss: 'absoluteError',
    outputs: [[1], [4], [3], [2]],
    targets: [[0], [0], [0], [0]],
    value: [0, 8, 6, 0],
  },
  make:
    ({ beta }) =>
    (loss, context) =>
    (outputs, targets) => {
      const losses = loss(outputs, targets)
      if (context?.rng === undefined) return losses
      const { size, dtype } = losses
      const ranks = ranksOf(stopGradient(losses)).cast('float32')
      const chances = pow(ranks.neg().add(size).div(size), beta)
      const drawn = context.rng.bernoulli(chances).cast(dtype)
      // The largest loss has the chance 1, but for its rounding.
      const count = drawn.sum().maximum(1)
      // A product, in which a loss that is NaN stays so, drawn or not.
      return losses.mul(count.reciprocal().mul(size)).mul(drawn)
    },
})
