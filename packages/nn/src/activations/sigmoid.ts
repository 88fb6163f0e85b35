import { sigmoid as coreSigmoid } from '@sobolev/core'
import { defineActivation } from '../catalogue/define.ts'

export const sigmoid = defineActivation({
  name: 'sigmoid',
  summary: 'The logistic function: a step from 0 to 1 that is smooth.',
  formula: '1 / (1 + e⁻ˣ)',
  paper: {
    authors: 'Rumelhart, Hinton & Williams',
    year: 1986,
    title: 'Learning representations by back-propagating errors',
    place: 'equation 2',
  },
  cost: 'an exponential for each element',
  when: 'Outputs and gates between 0 and 1. Between layers tanh trains better: its outputs have a mean of 0. Not before binaryCrossEntropy, which takes logits.',
  aliases: ['logistic'],
  smoothness: 'infinite',
  isMonotone: () => true,
  options: {},
  example: { x: [0, 1.0986122886681098], value: [0.5, 0.75] },
  compute: (x) => coreSigmoid(x),
})
