import { silu as coreSilu } from '@sobolev/core'
import { defineActivation } from '../catalogue/define.ts'

export const silu = defineActivation({
  name: 'silu',
  summary: 'The input times its sigmoid: a rectifier that dips below 0 before it rises.',
  formula: 'x / (1 + e⁻ˣ)',
  paper: {
    authors: 'Elfwing, Uchibe & Doya',
    year: 2018,
    title:
      'Sigmoid-weighted linear units for neural network function approximation in reinforcement learning',
  },
  cost: 'an exponential for each element',
  when: 'Deep networks; in place of relu where derivatives are trained or penalised.',
  aliases: ['swish'],
  smoothness: 'infinite',
  options: {},
  example: { x: [0, 1.0986122886681098], value: [0, 0.8239592165010823] },
  compute: (x) => coreSilu(x),
})
