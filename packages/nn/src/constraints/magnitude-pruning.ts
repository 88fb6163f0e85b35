import { full, type Tensor, where } from '@sobolev/core'
import { defineConstraint } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { numberInContext } from '../schedules/number-at.ts'

export const magnitudePruning = defineConstraint({
  name: 'magnitudePruning',
  summary: 'Sets the smallest weights of each kernel to 0, more and more of them on a schedule.',
  formula: 'w ← 0 where |w| is among the ⌊sparsity · n⌋ smallest of the n weights of a kernel',
  paper: {
    authors: 'Zhu & Gupta',
    year: 2017,
    title: 'To prune, or not to prune: exploring the efficacy of pruning for model compression',
  },
  cost: 'a sort of the weights of each kernel in each step',
  when: 'A network that is to be stored small. Steps do not become faster by it: zeros are multiplied as other numbers are.',
  advice: {
    wants: ['smaller'],
    suggested:
      'The cubic schedule of the paper, polynomial: { from: 0, to: 0.8, power: 3 } over the first half of the training; 0.5 costs little, 0.9 some accuracy.',
    notWith:
      'Small networks, which need their weights; unitNorm or zeroMean after it, which fill in what is 0.',
    limits:
      'Goes by size alone, kernel by kernel. What training ends with is as sparse as the schedule at its last step.',
  },
  notes:
    'The paper holds weights at 0 for good; here one may come back if a single step takes it above the smallest that is kept, as in iterative hard thresholding. Of equal weights at the limit all become 0. In a config polynomial falls or rises over the rest of the training unless it is given a duration.',
  aliases: [
    'pruning',
    'prune',
    'gradualPruning',
    'polynomialDecayPruning',
    'iterativeHardThresholding',
  ],
  options: {
    sparsity: option.schedule({
      minimum: 0,
      below: 1,
      words: 'the share of the weights that are 0',
    }),
    includes: option.parameters({
      default: 'kernel',
      words: 'the kernels that are pruned, each by itself',
    }),
  },
  short: 'sparsity',
  example: {
    options: { sparsity: 0.5 },
    weights: [
      [3, -1],
      [0.5, -2],
    ],
    value: [
      [3, 0],
      [0, -2],
    ],
  },
  make: ({ sparsity, includes }) => ({
    parameters: includes,
    project(value, _, context = {}) {
      const share = numberInContext('magnitudePruning', sparsity, context, {
        dtype: 'float64',
        hint: 'constrain takes it after the variables, as in constrain([magnitudePruning({ sparsity })], model, step)',
      })
      const sizes = value.abs()
      const limit = limitOf(
        sizes,
        typeof share === 'number' ? full([], share, { dtype: 'float64' }) : share,
      )
      // Asked this way round, weights that are NaN stay so, and do not pass for small ones.
      return where(sizes.lessEqual(limit), 0, value)
    },
  }),
})

/** The largest of the ⌊share · n⌋ smallest sizes; −1 where these are none. */
function limitOf(sizes: Tensor, share: Tensor): Tensor {
  const sorted = sizes.reshape([-1]).sort()
  // A share such as 0.3 of 10 is 2.9999999999999996 in a schedule that comes from 3 parts of 10.
  const count = share.mul(sizes.size).add(1e-6).floor().cast('int32')
  const last = count.sub(1).maximum(0)
  return where(count.greater(0), sorted.gather(last), -1)
}
