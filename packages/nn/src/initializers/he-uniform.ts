import { defineInitializer } from '../catalogue/define.ts'
import { drawUniform } from './variance.ts'

export const heUniform = defineInitializer({
  name: 'heUniform',
  summary:
    'Evenly spread random numbers that keep the size of what passes forward through rectifiers.',
  formula: 'w ~ U(−a, a), a = √(6 / fanIn)',
  paper: {
    authors: 'He, Zhang, Ren & Sun',
    year: 2015,
    title:
      'Delving deep into rectifiers: surpassing human-level performance on ImageNet classification',
    place: 'equation 10',
  },
  cost: 'none in a training step',
  when: 'As heNormal, with numbers that are bounded.',
  aliases: ['kaiming', 'kaimingUniform', 'he'],
  options: {},
  example: { shape: [2, 1], value: [[1.3181606320984867], [0.36539986039315986]] },
  draw: (drawing) => drawUniform('heUniform', drawing, ({ fanIn }) => 2 / fanIn),
})
