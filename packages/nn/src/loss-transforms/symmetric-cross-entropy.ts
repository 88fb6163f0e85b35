import { expm1 } from '@sobolev/core'
import { defineLossTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { crossEntropies } from './any-loss.ts'

export const symmetricCrossEntropy = defineLossTransform({
  name: 'symmetricCrossEntropy',
  summary:
    'Adds the cross-entropy with target and prediction exchanged, which wrong labels cannot drive up.',
  formula:
    'alpha · L + beta · clip · (1 − p), p = exp(−L) the probability of the target, −clip in the place of log 0',
  paper: {
    authors: 'Wang, Ma, Chen, Luo, Yi & Bailey',
    year: 2019,
    title: 'Symmetric cross entropy for robust learning with noisy labels',
  },
  cost: 'an exponential for each example',
  when: 'Some labels are wrong; the first term still learns classes that are hard.',
  advice: {
    wants: ['wrongLabels'],
    suggested:
      'alpha 0.1 and beta 1 with many wrong labels; a larger alpha where classes are hard to tell (Wang et al. 2019).',
    notWith: 'focal, whose L is no −log p.',
    limits: 'Three numbers to find, of which the product of beta and clip counts alone.',
  },
  notes: 'clip is −A of the paper, which takes A = −4 or −6.',
  aliases: ['sce', 'sceLoss', 'reverseCrossEntropy'],
  losses: crossEntropies,
  goesBy: 'probability',
  options: {
    alpha: option.number({ minimum: 0, default: 0.1, words: 'how much the cross-entropy counts' }),
    beta: option.number({ minimum: 0, default: 1, words: 'how much the other one counts' }),
    clip: option.number({
      above: 0,
      default: 4,
      words: 'minus what stands for the logarithm of 0',
    }),
  },
  // p = ¼: log 4 + ½ · 4 · ¾.
  example: {
    options: { alpha: 1, beta: 0.5, clip: 4 },
    loss: 'softmaxCrossEntropy',
    outputs: [[0, 1.0986122886681098]],
    targets: [0],
    value: [2.886294361119891],
  },
  make:
    ({ alpha, beta, clip }) =>
    (loss) =>
    (outputs, targets) => {
      const losses = loss(outputs, targets)
      return losses.mul(alpha).sub(expm1(losses.neg()).mul(beta * clip))
    },
})
