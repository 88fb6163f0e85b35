import { logSumExp } from '@sobolev/core'
import { defineLoss } from '../catalogue/define.ts'
import { checkClassScores } from './check-class-scores.ts'
import { pickTargets } from './pick-targets.ts'

export const softmaxCrossEntropy = defineLoss({
  name: 'softmaxCrossEntropy',
  summary: 'Minus the logarithm of the probability that logits give to the true class, in nats.',
  formula: '−log softmax(outputs)[target] = log Σₖ exp(outputsₖ) − outputs[target]',
  paper: {
    authors: 'Bridle',
    year: 1990,
    title:
      'Training stochastic model recognition algorithms as networks can lead to maximum mutual information estimation of parameters',
  },
  cost: 'an exponential for each output',
  when: 'Classification: each example is of one class.',
  notes:
    'Outputs are logits [n, classes]; targets are class numbers from 0, int32 [n]. Other shapes are a ShapeError, another dtype a DTypeError, a class number out of range a RangeError.',
  aliases: [
    ...['crossEntropy', 'ce', 'nll', 'logLoss', 'softmax'],
    ...['categoricalCrossentropy', 'sparseCategoricalCrossentropy'],
  ],
  outputs: 'classLogits',
  options: {},
  example: {
    outputs: [[0, 1.0986122886681098]],
    targets: [1],
    value: [0.2876820724517809],
  },
  compute(outputs, targets) {
    checkClassScores('softmaxCrossEntropy', outputs, targets)
    return logSumExp(outputs, 1).sub(pickTargets('softmaxCrossEntropy', outputs, targets))
  },
})
