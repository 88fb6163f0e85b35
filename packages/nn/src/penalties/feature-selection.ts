import { mean, safeSqrt, sum } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { differentiated, jacobianRows, quantityOf } from './differentiated.ts'

export const featureSelection = definePenalty({
  name: 'featureSelection',
  summary: 'Makes a model depend on few of its inputs: a group lasso on derivatives.',
  formula: 'Σⱼ √(mean over examples of (∂y/∂xⱼ)²), over the inputs j; y the outputs',
  paper: {
    authors: 'Rosasco et al.',
    year: 2013,
    title: 'Nonparametric sparsity and regularization',
  },
  cost: 'for each output a backward pass by the inputs, and one through it: about a step more each',
  when: 'Many inputs, of which few matter: the derivatives by the others go towards 0 on all examples, which no penalty on weights says of a deep model.',
  advice: {
    wants: ['smaller', 'wrongColumns', 'fewRows'],
    suggested: 'A weight of 0.001 to 0.1; the larger, the fewer inputs.',
    notWith:
      'Batch normalisation, which mixes the rows, and small batches, of which the root of a mean says little.',
    limits:
      'Gradient descent brings derivatives near 0 and not to it: rank inputs by the term, and train again with the best. Inputs must be on one scale.',
  },
  notes:
    'The penalty of the paper, with the examples of a batch for all. Where all derivatives by an input are 0, its own derivative there is 0. Of several outputs, the squares of all are added under the root.',
  aliases: ['inputGradientSparsity', 'inputGroupLasso', 'denovas'],
  derivatives: 1,
  exampleDerivatives: true,
  options: { of: differentiated('outputs') },
  example: { value: 3 },
  make:
    ({ of }) =>
    (evaluation) => {
      const squares = jacobianRows(evaluation, quantityOf('featureSelection', of, evaluation))
        .map((row) => row.square())
        .reduce((total, square) => total.add(square))
      return sum(safeSqrt(mean(squares, 0)))
    },
})
