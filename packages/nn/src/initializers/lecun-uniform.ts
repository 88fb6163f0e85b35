import { defineInitializer } from '../catalogue/define.ts'
import { drawUniform } from './variance.ts'

export const lecunUniform = defineInitializer({
  name: 'lecunUniform',
  summary: 'Evenly spread random numbers that keep the size of what passes forward.',
  formula: 'w ~ U(−a, a), a = √(3 / fanIn)',
  paper: {
    authors: 'LeCun, Bottou, Orr & Müller',
    year: 1998,
    title: 'Efficient BackProp',
    place: 'equation 16',
  },
  cost: 'none in a training step',
  when: 'As lecunNormal, with numbers that are bounded.',
  options: {},
  example: { shape: [2, 1], value: [[0.9320803216499858], [0.25837671912862104]] },
  draw: (drawing) => drawUniform('lecunUniform', drawing, ({ fanIn }) => 1 / fanIn),
})
