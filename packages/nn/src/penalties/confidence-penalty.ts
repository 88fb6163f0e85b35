import { mean } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { entropy } from './predicted-distribution.ts'

export const confidencePenalty = definePenalty({
  name: 'confidencePenalty',
  summary: 'Keeps predicted probabilities away from 0 and 1, by their negative entropy.',
  formula: 'mean over examples of Σ over classes of p log p = −H(p)',
  paper: {
    authors: 'Pereyra, Tucker, Chorowski, Kaiser & Hinton',
    year: 2017,
    title: 'Regularizing neural networks by penalizing confident output distributions',
    place: 'section 3.1',
  },
  cost: 'an exponential for each output',
  when: 'Classifiers that are too sure of themselves. As labelSmoothing, which pulls to even probabilities through the logarithm and not through the entropy; the best weight is smaller than most of those in the paper, which are from 0.1 to 1.',
  advice: {
    wants: ['overconfident', 'wrongLabels'],
    suggested:
      'A weight of 0.03 to 0.1. 359 digits of 8 × 8, two dense layers, 60 epochs, three seeds: expectedCalibrationError 0.024 with 0.1, 0.030 without, but 0.199 with 0.3; of 300 with a fifth of wrong labels 0.073, 0.088 and 0.111.',
    notWith: 'entropyMinimization, its opposite.',
    limits:
      'It makes probabilities blunter everywhere, also where they may be sure: see expectedCalibrationError.',
  },
  notes:
    'It is below 0, at least −log of the number of classes, so that the total may be below the loss. The opposite of entropyMinimization.',
  aliases: ['negativeEntropy', 'maximumEntropy', 'entropyRegularization', 'entropyBonus'],
  losses: ['classLogits', 'binaryLogit'],
  options: {},
  // Logits (1, 1): −log 2.
  example: {
    model: 'twoLogits',
    loss: 'softmaxCrossEntropy',
    targets: [0],
    value: -Math.LN2,
  },
  make: () => (evaluation) => mean(entropy(evaluation, evaluation.outputs)).neg(),
})
