import { stopGradient } from '@sobolev/core'
import { defineLossTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { anyLoss } from './any-loss.ts'
import { countOf, ranksOf } from './ranks.ts'

export const hardExamples = defineLossTransform({
  name: 'hardExamples',
  summary: 'Trains on the examples of a batch with the largest losses alone.',
  formula: 'L · n / k for the k = ⌈share · n⌉ largest losses of the batch, 0 for the others',
  paper: {
    authors: 'Shrivastava, Gupta & Girshick',
    year: 2016,
    title: 'Training region-based object detectors with online hard example mining',
  },
  cost: 'a sort of the losses of the batch',
  when: 'Most examples are easy and drown the few that are not: rare classes, rare cases.',
  advice: {
    wants: ['rareClasses'],
    suggested:
      'A share of 0.25 to 0.7, once the loss has come down: from a schedule of your own, or a run that goes on from another.',
    notWith: 'Wrong labels, which have the largest losses of all: there take trimmedLoss.',
    limits:
      'The mean that is trained on is that of the worst, and so is the loss that is reported in training. Saves no time: all examples are computed.',
  },
  notes:
    'As the average top-k loss of Fan, Lyu, Ying & Hu 2017, “Learning with average top-k loss”. Which examples count is held constant. Of equal losses the first count.',
  aliases: ['ohem', 'topKLoss', 'onlineHardExampleMining', 'hardExampleMining', 'averageTopK'],
  losses: anyLoss,
  goesBy: 'ranks',
  options: {
    share: option.number({
      above: 0,
      maximum: 1,
      default: 0.5,
      words: 'the share of a batch that counts',
    }),
  },
  short: 'share',
  example: {
    options: { share: 0.5 },
    loss: 'absoluteError',
    outputs: [[1], [4], [3], [2]],
    targets: [[0], [0], [0], [0]],
    value: [0, 8, 6, 0],
  },
  make:
    ({ share }) =>
    (loss) =>
    (outputs, targets) => {
      const losses = loss(outputs, targets)
      const count = countOf(share, losses.size)
      const counts = ranksOf(stopGradient(losses)).less(count)
      // A product, in which a loss that is NaN stays so wherever it stands in the order.
      return losses.mul(losses.size / count).mul(counts.cast(losses.dtype))
    },
})
