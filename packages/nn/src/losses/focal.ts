import { exp, gather, logSumExp, softplus, type Tensor, tensor, where } from '@sobolev/core'
import { defineLoss } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { checkClassScores, isTrueClass } from './check-class-scores.ts'
import { pickTargets } from './pick-targets.ts'

export const focal = defineLoss({
  name: 'focal',
  summary: 'Cross-entropy in which examples that are already right count little.',
  formula: '−α (1 − p)^γ log p, p = softmax(outputs)[target]; 1 − α for the first of two classes',
  paper: {
    authors: 'Lin, Goyal, Girshick, He & Dollár',
    year: 2017,
    title: 'Focal loss for dense object detection',
    place: 'equation 4',
  },
  cost: 'twice the exponentials of softmaxCrossEntropy',
  when: 'Many easy examples that would drown the few hard ones, such as a rare class. Its probabilities are less sure than those of softmaxCrossEntropy, and wrong labels count more.',
  advice: {
    wants: ['rareClasses', 'overconfident'],
    suggested: 'γ = 2.',
    notWith: 'Label smoothing, which pulls the other way.',
    limits: 'Probabilities come out too unsure: calibrate them.',
  },
  notes:
    'With gamma 0 it is softmaxCrossEntropy. The weight α of the paper is for two classes: with alpha 0.25 the second counts a third of the first; another number of classes is a RangeError, and takes weights of examples. Accurate, with all its derivatives, for logits of any size. Outputs are logits [n, classes]; targets are class numbers from 0, int32 [n]. Other shapes are a ShapeError, another dtype a DTypeError, a class number out of range a RangeError.',
  aliases: ['focalLoss', 'categoricalFocalCrossentropy', 'sigmoidFocalLoss'],
  outputs: 'classLogits',
  options: {
    gamma: option.number({
      minimum: 0,
      default: 2,
      words: 'how much less the examples count that are already right',
    }),
    alpha: option.number({
      above: 0,
      below: 1,
      or: ['none'],
      default: 'none',
      words: 'the weight of the second of two classes; the first has 1 less it',
    }),
  },
  short: 'gamma',
  example: {
    options: { gamma: 2 },
    outputs: [[0, 1.0986122886681098]],
    targets: [1],
    value: [0.017980129528236306],
  },
  compute(outputs, targets, { gamma, alpha }) {
    checkClassScores('focal', outputs, targets)
    const score = pickTargets('focal', outputs, targets)
    const others = where(isTrueClass(outputs, targets), Number.NEGATIVE_INFINITY, outputs)
    // log (1 − p) − log p: both are then softplus of it, from its own side.
    const odds = logSumExp(others, 1).sub(score)
    // Without gamma no factor: of one class alone it would be exp(∞ · 0).
    const losses =
      gamma === 0 ? softplus(odds) : softplus(odds).mul(exp(softplus(odds.neg()).mul(-gamma)))
    return alpha === 'none' ? losses : losses.mul(weightsOf(outputs, targets, alpha))
  },
})

function weightsOf({ dtype, shape }: Tensor, targets: Tensor, alpha: number): Tensor {
  const [, classes] = shape
  if (classes !== 2)
    throw new RangeError(
      `focal: alpha must be "none" unless there are two classes, got ${classes}; weights of examples count for more`,
    )
  return gather(
    tensor([1 - alpha, alpha], { dtype: dtype === 'float64' ? 'float64' : 'float32' }),
    targets,
  )
}
