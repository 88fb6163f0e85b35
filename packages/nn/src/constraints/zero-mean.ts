import { defineConstraint } from '../catalogue/define.ts'
import { unitOptions, withinUnits } from './units.ts'

export const zeroMean = defineConstraint({
  name: 'zeroMean',
  summary: 'Keeps the mean of the weights that lead into each unit at 0: centred weights.',
  formula: 'w ← w − mean(w), w the weights of one unit',
  paper: {
    authors: 'Huang, Liu, Liu, Lang & Tao',
    year: 2017,
    title: 'Centered weight normalization in accelerating training of deep neural networks',
  },
  cost: 'two passes over the weights',
  when: 'Units that should not answer to a shift of all inputs alike, such as the brightness of an image. The paper also keeps the weights at length 1: unitNorm after it.',
  advice: {
    wants: ['noise', 'diverges'],
    suggested: 'On the first kernel of images, by includes.',
    notWith: 'Kernels of one input, which it makes 0; nonNegative.',
    limits:
      'A step and a projection, where the paper differentiates through the mean: the layer weightStandardization does so.',
  },
  notes:
    'centralize does the same to gradients: with weights that begin centred, and no momentum from elsewhere, they stay so.',
  aliases: ['centeredWeights', 'centerAround'],
  options: unitOptions,
  example: {
    weights: [
      [3, 1],
      [5, -1],
    ],
    value: [
      [-1, 1],
      [1, -1],
    ],
  },
  make: ({ includes, unitsAxis }) => ({
    parameters: includes,
    project: (value, variable) =>
      value.sub(
        value.mean(withinUnits('zeroMean', value, variable, unitsAxis), { keepDims: true }),
      ),
  }),
})
