import { expm1 } from '@sobolev/core'
import { defineLossTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { crossEntropies } from './any-loss.ts'

export const polyLoss = defineLossTransform({
  name: 'polyLoss',
  summary: 'The cross-entropy with more or less of its first term in 1 − p: Poly-1.',
  formula: 'L + epsilon · (1 − p), p = exp(−L) the probability of the target',
  paper: {
    authors: 'Leng et al.',
    year: 2022,
    title: 'PolyLoss: a polynomial expansion perspective of classification loss functions',
  },
  cost: 'an exponential for each example',
  when: 'A classifier that is tuned to the last: one number that is easy to search.',
  advice: {
    wants: ['rareClasses', 'overconfident'],
    suggested:
      'An epsilon of 2 for images of classes of equal size, −1 for rare objects before much background (Leng et al. 2022).',
    notWith: 'Losses that are no −log p, but for focal, for which the paper has another p.',
    limits: 'A small gain: about a point of accuracy on ImageNet in the paper.',
  },
  notes:
    'L = Σⱼ (1 − p)ʲ / j: the coefficient of j = 1 becomes 1 + epsilon. Below −1 examples that are nearly right are pushed away.',
  aliases: ['poly1', 'poly1CrossEntropy'],
  losses: crossEntropies,
  goesBy: 'probability',
  options: {
    epsilon: option.number({
      minimum: -1,
      default: 1,
      words: 'what is added to the coefficient of the first term, which is 1',
    }),
  },
  short: 'epsilon',
  // p = ¼: log 4 + 2 · ¾.
  example: {
    options: { epsilon: 2 },
    loss: 'softmaxCrossEntropy',
    outputs: [[0, 1.0986122886681098]],
    targets: [0],
    value: [2.886294361119891],
  },
  make:
    ({ epsilon }) =>
    (loss) =>
    (outputs, targets) => {
      const losses = loss(outputs, targets)
      return losses.sub(expm1(losses.neg()).mul(epsilon))
    },
})
