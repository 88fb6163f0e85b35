import { defineInitializer } from '../catalogue/define.ts'
import { drawNormal } from './variance.ts'

export const glorotNormal = defineInitializer({
  name: 'glorotNormal',
  summary:
    'Normal random numbers that keep the size of what passes forward and of what comes back.',
  formula: 'w ~ N(0, 2 / (fanIn + fanOut))',
  paper: {
    authors: 'Glorot & Bengio',
    year: 2010,
    title: 'Understanding the difficulty of training deep feedforward neural networks',
    place: 'equation 12',
  },
  cost: 'none in a training step',
  when: 'As glorotUniform, with normal numbers.',
  notes: 'The numbers are not truncated.',
  aliases: ['xavierNormal'],
  options: {},
  example: { shape: [2, 1], value: [[0.8092605263395591], [-0.7549838419326338]] },
  draw: (drawing) =>
    drawNormal('glorotNormal', drawing, ({ fanIn, fanOut }) => 2 / (fanIn + fanOut)),
})
