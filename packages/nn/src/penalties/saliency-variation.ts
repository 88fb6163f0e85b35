import { abs, mean, sum } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { differentiated, jacobianRows, quantityOf } from './differentiated.ts'
import { exampleAxes } from './example-axes.ts'
import { spatialAxes, steps } from './neighbours.ts'

export const saliencyVariation = definePenalty({
  name: 'saliencyVariation',
  summary: 'Keeps the input gradient of neighbouring pixels about the same: its total variation.',
  formula: 'mean over examples of Σ |gᵢ₊₁ − gᵢ| over neighbours along each axis, g = ∂L/∂x',
  paper: {
    authors: 'Erion, Janizek, Sturmfels, Lundberg & Lee',
    year: 2021,
    title:
      'Improving performance of deep learning models with axiomatic attribution priors and expected gradients',
    place: 'the pixel attribution prior, here of gradients',
  },
  cost: 'the gradient by the inputs, and a backward pass through it: about twice the step',
  when: 'Images, spectra or series in which what matters is of some size, and a single pixel never.',
  advice: {
    wants: ['noise', 'wrongColumns'],
    suggested: 'A weight of 0.001 to 0.1, by powers of ten.',
    notWith:
      'Columns of a table, whose neighbours in a row mean nothing. ReLU, of which training sees the slopes and no bend: tanh, softplus or gelu show both.',
    limits:
      'The saliency becomes smooth and small at once, since a gradient of 0 has no variation; attributionPrior is of attributions that add up.',
  },
  notes:
    'Inputs are [n, channels, ...sizes] or series [n, length]; sequences of steps with features are refused where a layout tells of them, and would be taken for channels elsewhere. Where neighbours are equal, the derivative of the absolute value is 0.',
  aliases: ['totalVariationOfSaliency', 'smoothSaliency'],
  derivatives: 1,
  perExample: true,
  options: { of: differentiated('loss') },
  // |−2 − 4|
  example: { value: 6 },
  make:
    ({ of }) =>
    (evaluation) => {
      const rows = jacobianRows(evaluation, quantityOf('saliencyVariation', of, evaluation))
      const axes = spatialAxes('saliencyVariation', evaluation.inputs, evaluation)
      return rows
        .flatMap((row) => axes.map((axis) => steps(row, axis)))
        .map((step) => mean(sum(abs(step), exampleAxes(step))))
        .reduce((total, variation) => total.add(variation))
    },
})
