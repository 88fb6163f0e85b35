import { leakyRelu as coreLeakyRelu } from '@sobolev/core'
import { defineActivation } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'

export const leakyRelu = defineActivation({
  name: 'leakyRelu',
  summary: 'The input where it is positive, else a small share of it: a rectifier that never dies.',
  formula: 'x where x > 0, else slope · x',
  paper: {
    authors: 'Maas, Hannun & Ng',
    year: 2013,
    title: 'Rectifier nonlinearities improve neural network acoustic models',
    place: 'equation 2',
  },
  cost: 'a multiplication for each element',
  when: 'In place of relu where units stop to learn. Its second derivative is 0: a penalty on a derivative sees none of its bends.',
  notes: 'The derivative at 0 is the slope. prelu, a layer, learns the slope.',
  smoothness: 0,
  isMonotone: ({ slope }) => slope >= 0,
  options: {
    slope: option.number({ default: 0.01, words: 'the slope below 0' }),
  },
  example: { options: { slope: 0.1 }, x: [-1, 2], value: [-0.1, 2] },
  compute: (x, { slope }) => coreLeakyRelu(x, { slope }),
})
