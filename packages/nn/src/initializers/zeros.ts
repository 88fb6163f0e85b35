import { zeros as filledWithZeros } from '@sobolev/core'
import { defineInitializer } from '../catalogue/define.ts'

export const zeros = defineInitializer({
  name: 'zeros',
  summary: 'Nothing but 0.',
  formula: 'w = 0',
  paper: {
    authors: 'Glorot & Bengio',
    year: 2010,
    title: 'Understanding the difficulty of training deep feedforward neural networks',
    place: 'section 2.3',
  },
  cost: 'none in a training step',
  when: 'Biases. Not kernels: all units of a layer would stay alike.',
  options: {},
  example: { shape: [2], value: [0, 0] },
  draw: ({ shape, dtype }) => filledWithZeros(shape, { dtype }),
})
