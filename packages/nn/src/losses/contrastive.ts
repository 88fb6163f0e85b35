import { relu, safeSqrt, where } from '@sobolev/core'
import { defineLoss } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { pairsOf } from './pairs.ts'

export const contrastive = defineLoss({
  name: 'contrastive',
  summary: 'Brings examples of one class together, and keeps those of others a margin away.',
  formula:
    'mean over the other examples of the batch of ½ D² in one class, else ½ max(0, margin − D)²; D = ‖outputs − other outputs‖',
  paper: {
    authors: 'Hadsell, Chopra & LeCun',
    year: 2006,
    title: 'Dimensionality reduction by learning an invariant mapping',
    place: 'equation 4',
  },
  cost: 'the distance of every two examples of a batch: time and memory grow with its square',
  when: 'Embeddings by which examples are compared, such as faces, also of classes that training has not seen. Each batch needs several examples of a class.',
  notes:
    'All pairs of a batch are taken, each from both sides. 0 for a batch of one. Two examples of different classes at one place are not driven apart: their distance counts as flat there, and its second derivative is NaN. Outputs are embeddings [n, ...], targets class numbers, int32 [n]. Others are a ShapeError, another dtype of outputs a DTypeError.',
  aliases: ['contrastiveLoss', 'pairwiseContrastive', 'siamese'],
  outputs: 'embeddings',
  options: {
    margin: option.number({
      above: 0,
      default: 1,
      words: 'the distance from which examples of two classes are left alone',
    }),
  },
  short: 'margin',
  example: { outputs: [[0], [2], [0.5]], targets: [0, 0, 1], value: [1.0625, 1, 0.0625] },
  compute(outputs, targets, { margin }) {
    const { squares, isAlike, isApart } = pairsOf('contrastive', outputs, targets)
    // Of other pairs no root is taken: its second derivative at 0 is NaN, as that of every norm.
    const distances = safeSqrt(where(isApart, squares, 1))
    const lacking = relu(distances.neg().add(margin)).square()
    const losses = where(isAlike, squares, where(isApart, lacking, 0))
    return losses.sum(1).div(2 * Math.max(1, targets.size - 1))
  },
})
