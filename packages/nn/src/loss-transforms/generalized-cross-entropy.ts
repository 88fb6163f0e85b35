import { expm1 } from '@sobolev/core'
import { defineLossTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { crossEntropies } from './any-loss.ts'

export const generalizedCrossEntropy = defineLossTransform({
  name: 'generalizedCrossEntropy',
  summary:
    'Between the cross-entropy and the absolute error of the probability: examples that do not fit count less.',
  formula: '(1 − p^q) / q, p = exp(−L) the probability of the target',
  paper: {
    authors: 'Zhang & Sabuncu',
    year: 2018,
    title: 'Generalized cross entropy loss for training deep neural networks with noisy labels',
  },
  cost: 'an exponential for each example',
  when: 'Some labels are wrong: the cross-entropy goes after each of them, whatever it takes.',
  advice: {
    wants: ['wrongLabels'],
    suggested: 'q = 0.7 (Zhang & Sabuncu 2018); smaller where few labels are wrong.',
    notWith:
      'focal, whose L is no −log p; many classes with a q near 1, which is hard to begin with: gradients are p^q times smaller.',
    limits: 'Rare and hard examples count less as well, and cannot be told from wrong ones.',
  },
  notes:
    'With q towards 0 it is the cross-entropy, with 1 it is 1 − p, half the absolute error. Without the truncation of the paper.',
  aliases: ['gce', 'lqLoss', 'generalisedCrossEntropy'],
  losses: crossEntropies,
  goesBy: 'probability',
  options: {
    q: option.number({
      above: 0,
      maximum: 1,
      default: 0.7,
      words: 'how little examples count that do not fit',
    }),
  },
  short: 'q',
  // p = ¼: (1 − ½) / ½.
  example: {
    options: { q: 0.5 },
    loss: 'softmaxCrossEntropy',
    outputs: [[0, 1.0986122886681098]],
    targets: [0],
    value: [1],
  },
  make:
    ({ q }) =>
    (loss) =>
    (outputs, targets) =>
      expm1(loss(outputs, targets).mul(-q)).div(-q),
})
