import { norm } from '@sobolev/core'
import { defineEvaluationMetric } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { exampleAxes } from '../penalties/example-axes.ts'

export const inputGradientNorm = defineEvaluationMetric({
  name: 'inputGradientNorm',
  summary: 'How much the loss of an example can change under a small change of its inputs.',
  formula: 'mean over examples of ‖∂Lᵢ/∂xᵢ‖ₚ',
  paper: {
    authors: 'Drucker & LeCun',
    year: 1992,
    title: 'Improving generalization performance using double backpropagation',
  },
  cost: 'a backward pass',
  when: 'Beside the error, to see whether a model is smooth where the data lie; with the penalty inputGradient, to see what it does.',
  notes: 'By the inputs as the model sees them. What p measures, the penalty inputGradient says.',
  aliases: ['sensitivity'],
  better: 'smaller',
  byInputs: true,
  isUsual: true,
  options: {
    p: option.choice({
      values: [1, 2, 'infinity'],
      default: 2,
      words: 'the norm that is taken of the gradient, over all axes of an example',
    }),
  },
  short: 'p',
  example: { value: 4.47213595499958 },
  make:
    ({ p }) =>
    ({ inputGradient }) => {
      const gradient = inputGradient()
      return norm(gradient, p, exampleAxes(gradient))
    },
})
