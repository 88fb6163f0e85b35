import { softmax as coreSoftmax } from '@sobolev/core'
import { defineActivation } from '../catalogue/define.ts'

export const softmax = defineActivation({
  name: 'softmax',
  summary: 'Positive shares of 1 along the last axis: probabilities of logits.',
  formula: 'eˣ / Σ eˣ, the sum over the last axis',
  paper: {
    authors: 'Bridle',
    year: 1990,
    title:
      'Probabilistic interpretation of feedforward classification network outputs, with relationships to statistical pattern recognition',
  },
  cost: 'an exponential for each element',
  when: 'A choice among units, such as attention. Not before softmaxCrossEntropy, which takes logits.',
  smoothness: 'infinite',
  options: {},
  example: { x: [[0, 1.0986122886681098]], value: [[0.25, 0.75]] },
  compute: (x) => coreSoftmax(x),
})
