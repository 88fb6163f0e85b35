import { relu as coreRelu } from '@sobolev/core'
import { defineActivation } from '../catalogue/define.ts'

export const relu = defineActivation({
  name: 'relu',
  summary: 'The input where it is positive, else 0: a rectifier.',
  formula: 'max(x, 0)',
  paper: {
    authors: 'Nair & Hinton',
    year: 2010,
    title: 'Rectified linear units improve restricted Boltzmann machines',
  },
  cost: 'none to speak of',
  when: 'Deep networks that are trained by first derivatives. Where a derivative is penalised, softplus, gelu or tanh: the second derivative of relu is 0, so a penalty sees none of its bends.',
  notes: 'The derivative at 0 is 0.',
  aliases: ['rectifier'],
  smoothness: 0,
  isMonotone: () => true,
  options: {},
  example: { x: [-1, 2], value: [0, 2] },
  compute: (x) => coreRelu(x),
})
