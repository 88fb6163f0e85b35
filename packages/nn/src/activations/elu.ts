import { elu as coreElu } from '@sobolev/core'
import { defineActivation } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'

export const elu = defineActivation({
  name: 'elu',
  summary:
    'The input where it is positive, else a bounded exponential: a rectifier whose slope does not jump.',
  formula: 'x where x > 0, else α (eˣ − 1)',
  paper: {
    authors: 'Clevert, Unterthiner & Hochreiter',
    year: 2016,
    title: 'Fast and accurate deep network learning by exponential linear units (ELUs)',
    place: 'equation 15',
  },
  cost: 'an exponential for each element',
  when: 'In place of relu where negative outputs should keep a gradient. Its second derivative jumps at 0; softplus and gelu have one everywhere.',
  smoothness: 1,
  isMonotone: ({ alpha }) => alpha >= 0,
  options: {
    alpha: option.number({
      default: 1,
      words: 'the value that outputs fall to, with its sign turned',
    }),
  },
  example: { x: [-1, 2], value: [-0.6321205588285577, 2] },
  compute: (x, { alpha }) => coreElu(x, { alpha }),
})
