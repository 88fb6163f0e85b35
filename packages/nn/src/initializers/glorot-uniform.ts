import { defineInitializer } from '../catalogue/define.ts'
import { drawUniform } from './variance.ts'

export const glorotUniform = defineInitializer({
  name: 'glorotUniform',
  summary:
    'Evenly spread random numbers that keep the size of what passes forward and of what comes back.',
  formula: 'w ~ U(−a, a), a = √(6 / (fanIn + fanOut))',
  paper: {
    authors: 'Glorot & Bengio',
    year: 2010,
    title: 'Understanding the difficulty of training deep feedforward neural networks',
    place: 'equation 16',
  },
  cost: 'none in a training step',
  when: 'Layers with tanh, softmax or no activation: what passes forward and what comes back both keep their size.',
  aliases: ['xavier', 'xavierUniform', 'glorot'],
  options: {},
  example: { shape: [2, 1], value: [[1.0762736492219445], [0.2983477366824834]] },
  draw: (drawing) =>
    drawUniform('glorotUniform', drawing, ({ fanIn, fanOut }) => 2 / (fanIn + fanOut)),
})
