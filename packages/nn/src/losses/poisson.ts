import { exp } from '@sobolev/core'
import { defineLoss } from '../catalogue/define.ts'
import { matchTargets, meanByExample } from './loss.ts'

export const poisson = defineLoss({
  name: 'poisson',
  summary: 'Minus the log-likelihood of counts whose mean is the exponential of the output.',
  formula: 'exp(output) − target · output, the mean over the outputs of an example',
  paper: { authors: 'Nelder & Wedderburn', year: 1972, title: 'Generalized linear models' },
  cost: 'an exponential for each output',
  when: 'Counts of what happens by chance, such as calls in an hour, whose variance grows as their mean does.',
  notes:
    'Without log(target!), which no model changes: the loss of the best model is not 0, and may be below it. As PyTorch’s PoissonNLLLoss. Outputs [n], [n, 1] or [n, ...], targets of at least 0, of any dtype in that shape; [n] and [n, 1] stand for each other. Other shapes are a ShapeError.',
  aliases: ['poissonNll', 'poissonNllLoss', 'poissonLoss'],
  outputs: 'values',
  link: 'log',
  targets: 'nonNegative',
  options: {},
  example: { outputs: [0, Math.LN2], targets: [3, 0], value: [1, 2] },
  compute(outputs, targets) {
    const counts = matchTargets('poisson', outputs, targets)
    return meanByExample(exp(outputs).sub(counts.mul(outputs)))
  },
})
