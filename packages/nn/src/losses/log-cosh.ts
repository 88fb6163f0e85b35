import { log1p, sinh, softplus, where } from '@sobolev/core'
import { defineLoss } from '../catalogue/define.ts'
import { matchTargets, meanByExample } from './loss.ts'

export const logCosh = defineLoss({
  name: 'logCosh',
  summary:
    'Half the squared error near the target, absolute error far from it, and smooth between.',
  formula: 'log cosh e, e = output − target; the mean over the outputs of an example',
  paper: {
    authors: 'Green',
    year: 1990,
    title: 'Bayesian reconstructions from emission tomography data using a modified EM algorithm',
  },
  cost: 'a few exponentials and logarithms for each output',
  when: 'Regression with some targets that are far off, where huber would do, and derivatives of higher order should be continuous, as with a penalty on the input gradient.',
  notes:
    'Its slope is tanh e, its second derivative 1 / cosh² e. Accurate for errors of any size. Outputs [n], [n, 1] or [n, ...], targets of any dtype in that shape; [n] and [n, 1] stand for each other. Other shapes are a ShapeError.',
  aliases: ['logCoshError'],
  outputs: 'values',
  options: {},
  example: { outputs: [Math.LN2, 3], targets: [0, 3], value: [0.22314355131420976, 0] },
  compute(outputs, targets) {
    const error = outputs.sub(matchTargets('logCosh', outputs, targets))
    const isNear = error.abs().less(1)
    // ½ log(1 + sinh²) is exact near 0, where the other form is a difference of numbers near log 2.
    const near = log1p(sinh(where(isNear, error, 0)).square()).mul(0.5)
    const far = softplus(error.mul(2)).sub(error).sub(Math.LN2)
    return meanByExample(where(isNear, near, far))
  },
})
