import { selu as coreSelu } from '@sobolev/core'
import { defineActivation } from '../catalogue/define.ts'

export const selu = defineActivation({
  name: 'selu',
  summary: 'A scaled elu that brings what passes through many layers to mean 0 and variance 1.',
  formula: '1.0507 · x where x > 0, else 1.0507 · 1.6733 · (eˣ − 1)',
  paper: {
    authors: 'Klambauer, Unterthiner, Mayr & Hochreiter',
    year: 2017,
    title: 'Self-normalizing neural networks',
    place: 'equation 2',
  },
  cost: 'an exponential for each element',
  when: 'Deep networks of dense layers without normalisation, with kernels by lecunNormal and alphaDropout in place of dropout.',
  notes: 'The derivative at 0 is the one from below, 1.758.',
  smoothness: 0,
  isMonotone: () => true,
  options: {},
  example: { x: [-1, 2], value: [-1.1113307378125628, 2.101401974710961] },
  compute: (x) => coreSelu(x),
})
