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
  when: 'Classifiers that are too sure of themselves. As labelSmoothing, which pulls to even probabilities through the logarithm and not through the entropy; weights from 0.1 to 1 in the paper.',
  advice: {
    wants: ['overconfident', 'wrongLabels'],
    suggested: 'A weight of 0.1; the paper has 0.1 to 1.',
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
