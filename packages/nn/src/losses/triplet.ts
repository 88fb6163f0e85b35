import { relu, where } from '@sobolev/core'
import { defineLoss } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { pairsOf } from './pairs.ts'

export const triplet = defineLoss({
  name: 'triplet',
  summary: 'Keeps each example nearer to those of its class than to those of others, by a margin.',
  formula:
    'mean over the others p of its class and all q of other classes of max(0, ‖x − p‖² − ‖x − q‖² + margin)',
  paper: {
    authors: 'Schroff, Kalenichenko & Philbin',
    year: 2015,
    title: 'FaceNet: a unified embedding for face recognition and clustering',
    place: 'equation 3',
  },
  cost: 'all triplets of a batch: time and memory grow with its cube',
  when: 'As contrastive, where only the order of distances matters and classes may be as wide as they are. Each batch needs several examples of a class.',
  notes:
    'The mean is over all triplets of an example, those without a loss too; 0 for an example without another of its class, or without one of another class. The embeddings of the paper have length 1, to which its margin belongs. Outputs are embeddings [n, ...], targets class numbers, int32 [n]. Others are a ShapeError, another dtype of outputs a DTypeError.',
  aliases: ['tripletLoss', 'tripletMarginLoss', 'tripletSemiHard', 'faceNet'],
  outputs: 'embeddings',
  options: {
    margin: option.number({
      above: 0,
      default: 0.2,
      words: 'by how much the square of a distance must be smaller within a class',
    }),
  },
  short: 'margin',
  example: {
    options: { margin: 1 },
    outputs: [[0], [2], [3]],
    targets: [0, 0, 1],
    value: [0, 4, 0],
  },
  compute(outputs, targets, { margin }) {
    const { squares, isAlike, isApart } = pairsOf('triplet', outputs, targets)
    const n = targets.size
    const near = squares.reshape([n, n, 1]).broadcastTo([n, n, n])
    const far = squares.reshape([n, 1, n]).broadcastTo([n, n, n])
    const isTriplet = isAlike
      .reshape([n, n, 1])
      .broadcastTo([n, n, n])
      .logicalAnd(isApart.reshape([n, 1, n]).broadcastTo([n, n, n]))
    const losses = where(isTriplet, relu(near.sub(far).add(margin)), 0).sum([1, 2])
    const count = isTriplet.cast(outputs.dtype).sum([1, 2])
    return losses.div(where(count.greater(0), count, 1))
  },
})
