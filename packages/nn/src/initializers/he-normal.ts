import { defineInitializer } from '../catalogue/define.ts'
import { drawNormal } from './variance.ts'

export const heNormal = defineInitializer({
  name: 'heNormal',
  summary: 'Normal random numbers that keep the size of what passes forward through rectifiers.',
  formula: 'w ~ N(0, 2 / fanIn)',
  paper: {
    authors: 'He, Zhang, Ren & Sun',
    year: 2015,
    title:
      'Delving deep into rectifiers: surpassing human-level performance on ImageNet classification',
    place: 'equation 10',
  },
  cost: 'none in a training step',
  when: 'Layers with relu, gelu, silu or elu: the variance makes up for the half of the outputs that a rectifier takes away.',
  notes: 'The numbers are not truncated.',
  aliases: ['kaimingNormal'],
  options: {},
  example: { shape: [2, 1], value: [[0.991137679254033], [-0.9246625883905114]] },
  draw: (drawing) => drawNormal('heNormal', drawing, ({ fanIn }) => 2 / fanIn),
})
