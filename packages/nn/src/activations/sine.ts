import { defineActivation } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'

export const sine = defineActivation({
  name: 'sine',
  summary: 'The sine of the input: networks of waves, whose derivatives are such networks too.',
  formula: 'sin(frequency · x)',
  paper: {
    authors: 'Sitzmann, Martel, Bergman, Lindell & Wetzstein',
    year: 2020,
    title: 'Implicit neural representations with periodic activation functions',
    place: 'equation 4',
  },
  cost: 'a sine for each element',
  when: 'Functions of few inputs whose derivatives matter: images and sounds by their coordinates, solutions of differential equations.',
  notes:
    'The paper multiplies with 30, and draws the kernels behind the first layer evenly from ±√(6 / inputs) / 30; a standardised column needs less.',
  aliases: ['sin', 'siren'],
  smoothness: 'infinite',
  givesNegatives: true,
  options: {
    frequency: option.number({
      above: 0,
      default: 1,
      words: 'what the input is multiplied with, in radians',
    }),
  },
  example: { options: { frequency: 2 }, x: [0, 0.7853981633974483], value: [0, 1] },
  compute: (x, { frequency }) => (frequency === 1 ? x : x.mul(frequency)).sin(),
})
