import { exp } from '@sobolev/core'
import { defineLoss } from '../catalogue/define.ts'
import { matchTargets, meanByExample } from './loss.ts'

export const gamma = defineLoss({
  name: 'gamma',
  summary:
    'Minus the log-likelihood of positive amounts whose mean is the exponential of the output.',
  formula: 'output + target · exp(−output), the mean over the outputs of an example',
  paper: { authors: 'Nelder & Wedderburn', year: 1972, title: 'Generalized linear models' },
  cost: 'an exponential for each output',
  when: 'Positive amounts whose deviation grows as their mean does, such as costs or waiting times: errors count in proportion to the amount.',
  notes:
    'Without the terms of the log-likelihood that no model changes: the loss of the best model is not 0, and may be below it. It is half the gamma deviance up to a constant. Outputs [n], [n, 1] or [n, ...], targets above 0, of any dtype in that shape; [n] and [n, 1] stand for each other. Other shapes are a ShapeError.',
  aliases: ['gammaNll', 'gammaDeviance', 'regGamma'],
  outputs: 'values',
  link: 'log',
  targets: 'positive',
  options: {},
  example: { outputs: [0, Math.LN2], targets: [3, 2], value: [3, 1 + Math.LN2] },
  compute(outputs, targets) {
    const amounts = matchTargets('gamma', outputs, targets)
    return meanByExample(outputs.add(amounts.mul(exp(outputs.neg()))))
  },
})
