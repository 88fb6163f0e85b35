import { tanh as coreTanh } from '@sobolev/core'
import { defineActivation } from '../catalogue/define.ts'

export const tanh = defineActivation({
  name: 'tanh',
  summary: 'The hyperbolic tangent: a step from −1 to 1 that is smooth.',
  formula: '(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)',
  paper: {
    authors: 'LeCun, Bottou, Orr & Müller',
    year: 1998,
    title: 'Efficient BackProp',
    place: 'section 4.4',
  },
  cost: 'an exponential for each element',
  when: 'Small networks, and those whose derivatives are trained or penalised: it has them all, and they are bounded. Far from 0 they vanish, which slows deep networks.',
  smoothness: 'infinite',
  isMonotone: () => true,
  options: {},
  example: { x: [0, 0.5493061443340549], value: [0, 0.5] },
  compute: (x) => coreTanh(x),
})
