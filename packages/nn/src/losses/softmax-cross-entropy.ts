import { logSumExp, ShapeError } from '@sobolev/core'
import { defineLoss } from '../catalogue/define.ts'
import { checkTensors } from '../check-tensors.ts'
import { floatDType } from '../float-dtype.ts'
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
    checkTensors('softmaxCrossEntropy', { outputs, targets })
    floatDType('softmaxCrossEntropy: outputs', outputs)
    const [n] = outputs.shape
    if (outputs.rank !== 2 || targets.rank !== 1 || targets.size !== n)
      throw new ShapeError(
        `softmaxCrossEntropy: outputs must be [n, classes] and targets [n], got [${outputs.shape.join(', ')}] and [${targets.shape.join(', ')}]`,
      )
    return logSumExp(outputs, 1).sub(pickTargets('softmaxCrossEntropy', outputs, targets))
  },
})
