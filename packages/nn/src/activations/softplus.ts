import { softplus as coreSoftplus } from '@sobolev/core'
import { defineActivation } from '../catalogue/define.ts'

export const softplus = defineActivation({
  name: 'softplus',
  summary: 'A rectifier whose bend is smooth; all its outputs are positive.',
  formula: 'log(1 + eˣ)',
  paper: {
    authors: 'Dugas, Bengio, Bélisle, Nadeau & Garcia',
    year: 2001,
    title: 'Incorporating second-order functional knowledge for better option pricing',
  },
  cost: 'an exponential and a logarithm for each element',
  when: 'In place of relu where derivatives are trained or penalised; outputs that must be positive.',
  smoothness: 'infinite',
  isMonotone: () => true,
  options: {},
  example: { x: [0.5413248546129181], value: [1] },
  compute: (x) => coreSoftplus(x),
})
