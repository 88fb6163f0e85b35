import { full, gather, oneHot, ShapeError, stopGradient, type Variable } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { Tensors } from '../tensors.ts'
import { featuresOf } from './feature-rows.ts'
import { layerOption } from './layer-outputs.ts'
import type { PenalizedModel, Penalty } from './penalty.ts'

export const centerLoss = definePenalty({
  name: 'centerLoss',
  summary: 'Draws what a layer gives for the examples of a class to the centre of the class.',
  formula:
    '½ mean ‖h − c_y‖², over examples; c ← c − rate · Σ (c − h) / (1 + n), over the n examples of the class in the batch, after each step',
  paper: {
    authors: 'Wen, Zhang, Li & Qiao',
    year: 2016,
    title: 'A discriminative feature learning approach for deep face recognition',
    place: 'equations 2 to 4',
  },
  cost: 'none to speak of, and a centre for each class',
  when: 'Features that are to be compared by distance, such as those of faces; many classes of few examples. The paper takes a weight of 0.003 beside the cross-entropy, on the last hidden layer.',
  advice: {
    wants: ['hiddenFeatures', 'fewRows'],
    suggested: 'A rate of 0.5 and a weight of 0.003 times the size of a batch, as in the paper.',
    notWith: 'Losses other than those of classes: alone, all features end in one point.',
    limits: 'Classes of several groups are drawn together into one.',
  },
  notes:
    'The paper sums over the batch, here it is the mean: multiply its weight by the size of the batch. Centres begin at 0 and are held constant for the gradient; there are as many as the last dense layer has outputs, each of as many numbers as it takes: layer must be the path of what leads into it. Without the cross-entropy all features would end in one point.',
  aliases: ['centreLoss', 'centers'],
  goesByTargets: true,
  losses: ['classLogits', 'classScores', 'binaryLogit'],
  options: {
    ...layerOption,
    rate: option.number({
      above: 0,
      maximum: 1,
      default: 0.5,
      words: 'how far the centres move in each step',
    }),
  },
  short: 'layer',
  // h = (2, 0), and the centre 0.
  example: {
    options: { layer: 'layers.0' },
    model: 'hidden',
    targets: [1],
    loss: 'binaryCrossEntropy',
    value: 2,
  },
  make({ layer, rate }): Penalty {
    const penalty: Penalty = (evaluation) => {
      const { unmixedTargets: targets, state, mode } = evaluation
      const rows = featuresOf('centerLoss', layer, evaluation)
      const { centers } = state
      if (!centers) throw new TypeError('centerLoss: needs its centres, which an objective keeps')
      const [classes = 0, features = 0] = centers.shape
      if (rows.shape[1] !== features)
        throw new ShapeError(
          `centerLoss: the layer must give what the last kernel takes, ${features} numbers for an example, got ${rows.shape[1]} of "${layer}"`,
        )
      const before = centers.value
      const offsets = rows.sub(gather(before, targets))
      if (mode.training) {
        const members = oneHot(targets, classes).cast(rows.dtype)
        const counts = members.sum(0).add(1).reshape([classes, 1])
        const moves = members.transpose().matmul(stopGradient(offsets)).div(counts)
        centers.assign(before.add(moves.mul(rate)))
      }
      return offsets.square().sum(1).mean().div(2)
    }
    return Object.assign(penalty, {
      init({ variables }: PenalizedModel): Tensors {
        const last = Object.values(variables).findLast(isMatrix)
        if (last === undefined)
          throw new ShapeError('centerLoss: the model must end in a dense layer, got none')
        const [features = 0, outputs = 0] = last.shape
        return { centers: full([Math.max(outputs, 2), features], 0, { dtype: last.dtype }) }
      },
    })
  },
})

const isMatrix = ({ role, rank }: Variable): boolean => role === 'kernel' && rank === 2
