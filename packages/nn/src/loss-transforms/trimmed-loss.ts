import { stopGradient, where } from '@sobolev/core'
import { defineLossTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { anyLoss } from './any-loss.ts'
import { countOf, ranksOf } from './ranks.ts'

export const trimmedLoss = defineLossTransform({
  name: 'trimmedLoss',
  summary: 'Leaves the examples of a batch with the largest losses out.',
  formula: 'L · n / k for the k = ⌈(1 − share) · n⌉ smallest losses of the batch, 0 for the others',
  paper: {
    authors: 'Shen & Sanghavi',
    year: 2019,
    title: 'Learning with bad training data via iterative trimmed loss minimization',
  },
  cost: 'a sort of the losses of the batch',
  when: 'A known share of the labels is wrong, or of the targets far off: a network learns these last, and their losses are the largest.',
  advice: {
    wants: ['wrongLabels'],
    suggested: 'The share of wrong labels, or a bit more.',
    notWith: 'Rare classes, which have large losses at first and are left out with what is wrong.',
    limits:
      'What is left out at first may never be learned. Goes by the batch: small batches have none of the wrong labels, or too many.',
  },
  notes:
    'The paper chooses among all rows once in a round; here it is in each batch, as the small-loss trick of Han et al. 2018, “Co-teaching”, does. Which examples count is held constant. Of equal losses the first are left out.',
  aliases: ['iterativeTrimmedLoss', 'smallLoss', 'trimmedMeanLoss'],
  losses: anyLoss,
  goesBy: 'ranks',
  options: {
    share: option.number({
      minimum: 0,
      below: 1,
      default: 0.1,
      words: 'the share of a batch that is left out',
    }),
  },
  short: 'share',
  example: {
    options: { share: 0.5 },
    loss: 'absoluteError',
    outputs: [[1], [4], [3], [2]],
    targets: [[0], [0], [0], [0]],
    value: [2, 0, 0, 4],
  },
  make:
    ({ share }) =>
    (loss) =>
    (outputs, targets) => {
      const losses = loss(outputs, targets)
      const count = countOf(1 - share, losses.size)
      const counts = ranksOf(stopGradient(losses)).greaterEqual(losses.size - count)
      return where(counts, losses.mul(losses.size / count), 0)
    },
})
