import { defineInitializer } from '../catalogue/define.ts'
import { drawNormal } from './variance.ts'

export const lecunNormal = defineInitializer({
  name: 'lecunNormal',
  summary: 'Normal random numbers that keep the size of what passes forward.',
  formula: 'w ~ N(0, 1 / fanIn)',
  paper: {
    authors: 'LeCun, Bottou, Orr & Müller',
    year: 1998,
    title: 'Efficient BackProp',
    place: 'equation 16',
  },
  cost: 'none in a training step',
  when: 'Layers with tanh or selu whose inputs are standardised: what passes forward keeps its size.',
  notes: 'The numbers are not truncated.',
  options: {},
  example: { shape: [2, 1], value: [[0.7008401740900241], [-0.653835186560436]] },
  draw: (drawing) => drawNormal('lecunNormal', drawing, ({ fanIn }) => 1 / fanIn),
})
