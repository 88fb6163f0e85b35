import { concat, norm, sum } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import {
  asRows,
  differentiated,
  jacobianRows,
  quantityOf,
  reduced,
  reduction,
} from './differentiated.ts'
import { exampleAxes } from './example-axes.ts'
import { columnsOption, ofColumns } from './input-columns.ts'

export const inputGradient = definePenalty({
  name: 'inputGradient',
  summary: 'Keeps the gradient of each example’s loss by its inputs small: double backpropagation.',
  formula:
    'mean over examples of ‖∂Lᵢ/∂xᵢ‖ₚ², or of ‖∂Lᵢ/∂xᵢ‖ₚ; with `of`, of all derivatives of it',
  paper: {
    authors: 'Drucker & LeCun',
    year: 1992,
    title: 'Improving generalization performance using double backpropagation',
    place: 'equation 2, times 2',
  },
  cost: 'the gradient by the inputs, and a backward pass through it: about twice the step',
  when: 'Small changes of the inputs should change the loss little: noisy measurements, few examples, adversaries. The first penalty to try.',
  advice: {
    wants: ['noise', 'fewRows', 'lipschitz'],
    suggested:
      'A weight of 0.01 to 1; begin with 0.1 and double it until the validation loss rises.',
    notWith:
      'ReLU, of which training sees the slopes and no bend: tanh, softplus or gelu show both. Batch normalisation, which mixes the rows.',
    limits:
      'Smooth functions and right reasons; against strong adversaries adversarial training does better (Ross & Doshi-Velez 2018).',
  },
  tuning: { strength: { option: 'weight', from: 0.01, to: 1, scale: 'log' } },
  notes:
    'p bounds how much the loss grows, to first order, under a change of the input that is small in the dual norm (Finlay & Oberman 2019, equation 6): p = 1 for the largest change of any input, p = 2 for the Euclidean length, p = infinity for the sum of all changes. At a gradient of zero the norm counts as flat: its derivative there is 0. Where several elements are largest, p = infinity shares its derivative evenly. Of several outputs, or of a layer, the norm is over the derivatives of all of them, which takes a backward pass for each; jacobian estimates it with fewer, and tells less of the largest.',
  aliases: ['doubleBackprop', 'doubleBackpropagation', 'dataGrad'],
  derivatives: 1,
  perExample: true,
  options: {
    p: option.choice({
      values: [1, 2, 'infinity'],
      default: 2,
      words: 'the norm that is taken of the gradient, over all axes of an example',
    }),
    squared: option.flag({ default: true, words: 'whether its square is penalised' }),
    of: differentiated('loss'),
    columns: columnsOption,
    reduction,
  },
  example: { options: { p: 1 }, value: 36 },
  make:
    ({ p, squared, of, columns, reduction }) =>
    (evaluation) => {
      const quantity = quantityOf('inputGradient', of, evaluation)
      const rows = jacobianRows(evaluation, quantity).map((row) =>
        ofColumns(row, columns, evaluation),
      )
      const [only] = rows
      const derivatives = only && rows.length === 1 ? only : concat(rows.map(asRows), 1)
      const axes = exampleAxes(derivatives)
      if (p === 2 && squared) return reduced(sum(derivatives.square(), axes), reduction)
      const norms = norm(derivatives, p, axes)
      return reduced(squared ? norms.square() : norms, reduction)
    },
})
