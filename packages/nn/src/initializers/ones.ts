import { ones as filledWithOnes } from '@sobolev/core'
import { defineInitializer } from '../catalogue/define.ts'

export const ones = defineInitializer({
  name: 'ones',
  summary: 'Nothing but 1.',
  formula: 'w = 1',
  paper: {
    authors: 'Ba, Kiros & Hinton',
    year: 2016,
    title: 'Layer normalization',
    place: 'section 6',
  },
  cost: 'none in a training step',
  when: 'Scales that a layer multiplies with. Not kernels: all units of a layer would stay alike.',
  options: {},
  example: { shape: [2], value: [1, 1] },
  draw: ({ shape, dtype }) => filledWithOnes(shape, { dtype }),
})
