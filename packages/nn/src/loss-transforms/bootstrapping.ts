import { argmax, range, ShapeError, softmax, type Tensor, vmap, zeros } from '@sobolev/core'
import { defineLossTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { numberInMode, oneMinus } from '../schedules/number-at.ts'

export const bootstrapping = defineLossTransform({
  name: 'bootstrapping',
  summary: 'Trains on targets of which a share is what the network itself predicts.',
  formula:
    'share · L(target) + (1 − share) · Σₖ pₖ L(k), p = softmax(outputs); hard: L(argmax p) in place of the sum',
  paper: {
    authors: 'Reed et al.',
    year: 2015,
    title: 'Training deep neural networks on noisy labels with bootstrapping',
  },
  cost: 'the loss of every class, not of the target alone',
  when: 'Some labels are wrong: where the network is sure of another class, the label pulls less.',
  advice: {
    wants: ['wrongLabels'],
    suggested: 'A share of 0.95 for soft targets, 0.8 for hard ones (Reed et al. 2015).',
    notWith:
      'labelSmoothing and penalties against sure predictions: the soft sum is their entropy, and makes them more sure.',
    limits: 'Believes itself from the first step on: let the share fall from 1 by a schedule.',
  },
  notes:
    'Derivatives pass through p of the soft sum, and not through the choice of the hard one. With a cross-entropy the soft sum is the entropy of what is predicted.',
  aliases: ['bootstrapLoss', 'softBootstrapping', 'hardBootstrapping'],
  losses: ['classLogits'],
  goesBy: 'classes',
  options: {
    share: option.schedule({
      minimum: 0,
      maximum: 1,
      default: 0.95,
      words: 'how much of a target is the label',
    }),
    hard: option.flag({
      default: false,
      words: 'whether the other share is the most likely class in place of all',
    }),
  },
  short: 'share',
  // L of the classes log 4 and log 4/3, p = ¼ and ¾: ½ log 4 + ½ (¼ log 4 + ¾ log 4/3).
  example: {
    options: { share: 0.5 },
    loss: 'softmaxCrossEntropy',
    outputs: [[0, 1.0986122886681098]],
    targets: [0],
    value: [0.9743147528693494],
  },
  make:
    ({ share, hard }) =>
    (loss, context) =>
    (outputs, targets) => {
      const [examples = 0, classes = 0] = outputs.shape
      if (outputs.rank !== 2)
        throw new ShapeError(
          `bootstrapping: the loss must be one of logits [n, classes], got [${outputs.shape.join(', ')}]`,
        )
      const ofLabel = numberInMode('bootstrapping', share, context ?? {}, outputs.dtype)
      const ofClass = (number: Tensor): Tensor =>
        loss(outputs, zeros([examples], { dtype: 'int32' }).add(number))
      const believed = hard
        ? loss(outputs, argmax(outputs, 1))
        : softmax(outputs)
            .transpose()
            .mul(vmap(ofClass)(range(classes, { dtype: 'int32' })))
            .sum(0)
      return loss(outputs, targets)
        .mul(ofLabel)
        .add(believed.mul(oneMinus(ofLabel)))
    },
})
