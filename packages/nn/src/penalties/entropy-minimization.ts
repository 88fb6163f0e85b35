import { mean } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { entropy } from './predicted-distribution.ts'

export const entropyMinimization = definePenalty({
  name: 'entropyMinimization',
  summary:
    'Draws predictions to one class, so that boundaries between classes run where examples are few.',
  formula: 'mean over examples of H(p) = −Σ over classes of p log p',
  paper: {
    authors: 'Grandvalet & Bengio',
    year: 2005,
    title: 'Semi-supervised learning by entropy minimization',
  },
  cost: 'an exponential for each output',
  when: 'Classes that lie apart, with few examples. The paper is of examples without targets, for which it is meant, beside virtualAdversarial; on those with targets, as here, the loss does much the same and predictions become too sure of themselves. Small weights.',
  advice: {
    wants: ['fewRows'],
    suggested: 'A weight of 0.01 to 0.1.',
    notWith: 'confidencePenalty and labelSmoothing, its opposites.',
    limits: 'It makes whatever is predicted more sure, also what is wrong.',
  },
  notes: 'The opposite of confidencePenalty.',
  aliases: ['minimumEntropy', 'entMin', 'conditionalEntropy'],
  losses: ['classLogits', 'binaryLogit'],
  options: {},
  // Logits (1, 1): log 2.
  example: {
    model: 'twoLogits',
    loss: 'softmaxCrossEntropy',
    targets: [0],
    value: Math.LN2,
  },
  make: () => (evaluation) => mean(entropy(evaluation, evaluation.outputs)),
})
