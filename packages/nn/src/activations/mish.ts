import { mish as coreMish } from '@sobolev/core'
import { defineActivation } from '../catalogue/define.ts'

export const mish = defineActivation({
  name: 'mish',
  summary: 'The input times the tanh of its softplus: much like silu, a little steeper.',
  formula: 'x · tanh(log(1 + eˣ))',
  paper: {
    authors: 'Misra',
    year: 2020,
    title: 'Mish: a self regularized non-monotonic activation function',
    place: 'equation 1',
  },
  cost: 'two exponentials and a logarithm for each element',
  when: 'Deep networks of convolutions; in place of relu where derivatives are trained or penalised.',
  smoothness: 'infinite',
  options: {},
  // x = log 3: tanh(log 4) = 15 / 17.
  example: { x: [0, 1.0986122886681098], value: [0, 0.9693637841189203] },
  compute: (x) => coreMish(x),
})
