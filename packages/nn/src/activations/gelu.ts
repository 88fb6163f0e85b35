import { gelu as coreGelu } from '@sobolev/core'
import { defineActivation } from '../catalogue/define.ts'

export const gelu = defineActivation({
  name: 'gelu',
  summary: 'The input times the probability that a standard normal number is below it.',
  formula: 'x Φ(x) = ½ x (1 + erf(x / √2))',
  paper: {
    authors: 'Hendrycks & Gimpel',
    year: 2016,
    title: 'Gaussian error linear units (GELUs)',
    place: 'section 2',
  },
  cost: 'an error function for each element',
  when: 'Deep networks; in place of relu where derivatives are trained or penalised.',
  smoothness: 'infinite',
  options: {},
  example: { x: [-1, 0, 1], value: [-0.15865525393145707, 0, 0.8413447460685429] },
  compute: (x) => coreGelu(x),
})
