import { pow } from '@sobolev/core'
import { defineSchedule } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { elapsed } from './elapsed.ts'

export const polynomial = defineSchedule({
  name: 'polynomial',
  summary:
    'From one number to another along a power of the time that is left; then it stays there.',
  formula: 'to + (from − to) (1 − min(step / duration, 1))^power',
  paper: {
    authors: 'Chen, Papandreou, Kokkinos, Murphy & Yuille',
    year: 2018,
    title:
      'DeepLab: semantic image segmentation with deep convolutional nets, atrous convolution, and fully connected CRFs',
  },
  cost: 'none to speak of',
  when: 'As linear and cosine; segmentation of images is often trained with a power of 0.9. Larger powers fall faster at the start.',
  aliases: ['polynomialDecay', 'polynomialLR', 'poly'],
  options: {
    from: option.number({ isValue: true, minimum: 0, words: 'the number at the start' }),
    to: option.number({
      isValue: true,
      minimum: 0,
      default: 0,
      words: 'the number at the end, and after it',
    }),
    power: option.number({ above: 0, default: 2, words: 'the exponent; 1 is a straight line' }),
    duration: option.duration({ restOfTraining: true, words: 'how long the way takes' }),
  },
  example: { options: { from: 5, to: 1, power: 2, duration: 4 }, step: 2, value: 2 },
  make:
    ({ from, to, power, duration }) =>
    (step) =>
      pow(elapsed(step, duration).neg().add(1), power)
        .mul(from - to)
        .add(to),
})
