import { softplus } from '@sobolev/core'
import { defineLoss } from '../catalogue/define.ts'
import { matchTargets, meanByExample } from './loss.ts'

export const binaryCrossEntropy = defineLoss({
  name: 'binaryCrossEntropy',
  summary: 'Minus the logarithm of the probability that a logit gives to what is true, in nats.',
  formula:
    '−y log σ(x) − (1 − y) log(1 − σ(x)) = y softplus(−x) + (1 − y) softplus(x), the mean over the outputs of an example',
  paper: { authors: 'Cox', year: 1958, title: 'The regression analysis of binary sequences' },
  cost: 'two exponentials and two logarithms for each output',
  when: 'Two classes by one logit, or several statements that may each be true. Of two classes, softmaxCrossEntropy learns the same with two logits.',
  notes:
    'Accurate for logits of any size. Outputs are logits [n], [n, 1] or [n, ...]; targets are 0 or 1, or a probability between, of any dtype in that shape; [n] and [n, 1] stand for each other. Other shapes are a ShapeError.',
  aliases: ['bce', 'bceLoss', 'bceWithLogits', 'logistic'],
  outputs: 'binaryLogit',
  options: {},
  example: {
    outputs: [0, 1.0986122886681098],
    targets: [1, 0],
    value: [Math.LN2, 2 * Math.LN2],
  },
  compute(outputs, targets) {
    const y = matchTargets('binaryCrossEntropy', outputs, targets)
    const ifTrue = softplus(outputs.neg())
    const ifFalse = softplus(outputs)
    return meanByExample(y.mul(ifTrue).add(y.neg().add(1).mul(ifFalse)))
  },
})
