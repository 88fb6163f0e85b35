import { cos } from '@sobolev/core'
import { defineSchedule } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { elapsed } from './elapsed.ts'

export const cosine = defineSchedule({
  name: 'cosine',
  summary:
    'From one number to another along half a cosine: slow at both ends; then it stays there.',
  formula: 'to + ½ (from − to) (1 + cos(π · min(step / duration, 1)))',
  paper: {
    authors: 'Loshchilov & Hutter',
    year: 2017,
    title: 'SGDR: stochastic gradient descent with warm restarts',
    place: 'equation 5',
  },
  cost: 'none to speak of',
  when: 'The learning rate of nearly any training whose length is known.',
  aliases: ['cosineDecay', 'cosineAnnealing', 'CosineAnnealingLR'],
  options: {
    from: option.number({ isValue: true, minimum: 0, words: 'the number at the start' }),
    to: option.number({
      isValue: true,
      minimum: 0,
      default: 0,
      words: 'the number at the end, and after it',
    }),
    duration: option.duration({ restOfTraining: true, words: 'how long the way takes' }),
  },
  // cos 60° = ½.
  example: { options: { from: 5, to: 1, duration: 3 }, step: 1, value: 4 },
  make:
    ({ from, to, duration }) =>
    (step) => {
      const wave = cos(elapsed(step, duration).mul(Math.PI)).add(1)
      return wave.mul(0.5 * (from - to)).add(to)
    },
})
