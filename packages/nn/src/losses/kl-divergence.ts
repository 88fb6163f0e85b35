import { log, logSoftmax, ShapeError, where } from '@sobolev/core'
import { defineLoss } from '../catalogue/define.ts'
import { checkTensors } from '../check-tensors.ts'
import { floatDType } from '../float-dtype.ts'

export const klDivergence = defineLoss({
  name: 'klDivergence',
  summary: 'How far the probabilities of the outputs are from those that are wanted, in nats.',
  formula:
    'Σ over classes of target · (log target − log softmax(outputs)), 0 where the target is 0',
  paper: {
    authors: 'Kullback & Leibler',
    year: 1951,
    title: 'On information and sufficiency',
  },
  cost: 'an exponential and a logarithm for each class',
  when: 'Targets that are themselves uncertain: shares of votes, or what a larger model says (distillation, Hinton, Vinyals & Dean 2015). For class numbers softmaxCrossEntropy.',
  notes:
    'The cross-entropy less the entropy of the targets, so that the best loss is 0. As PyTorch’s KLDivLoss of log-softmax. Targets are not checked to be probabilities, which have sum 1. Outputs are logits [n, classes], targets of a float dtype in that shape. Other shapes are a ShapeError, another dtype a DTypeError.',
  aliases: [
    'kl',
    'kldiv',
    'kullbackLeibler',
    'kullbackLeiblerDivergence',
    'klDivLoss',
    'relativeEntropy',
    'kld',
  ],
  outputs: 'distributionLogits',
  options: {},
  example: { outputs: [[0, 0]], targets: [[1, 0]], value: [Math.LN2] },
  compute(outputs, targets) {
    checkTensors('klDivergence', { outputs, targets })
    floatDType('klDivergence: outputs', outputs)
    floatDType('klDivergence: targets', targets)
    if (outputs.rank !== 2 || outputs.shape.join() !== targets.shape.join())
      throw new ShapeError(
        `klDivergence: outputs and targets must both be [n, classes], got [${outputs.shape.join(', ')}] and [${targets.shape.join(', ')}]`,
      )
    const wanted = targets.cast(outputs.dtype)
    const logarithms = log(where(wanted.greater(0), wanted, 1))
    return wanted.mul(logarithms.sub(logSoftmax(outputs))).sum(1)
  },
})
