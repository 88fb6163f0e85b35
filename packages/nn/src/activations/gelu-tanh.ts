import { gelu as coreGelu } from '@sobolev/core'
import { defineActivation } from '../catalogue/define.ts'

export const geluTanh = defineActivation({
  name: 'geluTanh',
  summary: 'gelu by a hyperbolic tangent, to within 0.0005.',
  formula: '½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))',
  paper: {
    authors: 'Hendrycks & Gimpel',
    year: 2016,
    title: 'Gaussian error linear units (GELUs)',
    place: 'section 2',
  },
  cost: 'an exponential for each element',
  when: 'To compute the same as a network that was trained with it elsewhere; else gelu.',
  aliases: ['geluNew', 'geluApproximate'],
  smoothness: 'infinite',
  options: {},
  example: { x: [-1, 0, 1], value: [-0.15880800939172324, 0, 0.8411919906082768] },
  compute: (x) => coreGelu(x, { approximate: 'tanh' }),
})
