import { cos, maximum } from '@sobolev/core'
import { defineSchedule } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { elapsed } from './elapsed.ts'

export const cosine = defineSchedule({
  name: 'cosine',
  summary:
    'From one number to another along half a cosine: slow at both ends; then it stays there.',
  formula:
    'to + ½ (from − to) (1 + cos(π · t)), t = min(step / duration, 1); with hold t = max(min(step / duration, 1) − hold, 0) / (1 − hold)',
  paper: {
    authors: 'Loshchilov & Hutter',
    year: 2017,
    title: 'SGDR: stochastic gradient descent with warm restarts',
    place: 'equation 5',
  },
  cost: 'none to speak of',
  when: 'The learning rate of nearly any training whose length is known. With hold 0.5, dropout and weight decay that end with training, as Holzmüller, Grinsztajn & Steinwart 2024 have them for tables.',
  aliases: ['flatCosine', 'cosineDecay', 'cosineAnnealing', 'CosineAnnealingLR'],
  options: {
    from: option.number({ isValue: true, minimum: 0, words: 'the number at the start' }),
    to: option.number({
      isValue: true,
      minimum: 0,
      default: 0,
      words: 'the number at the end, and after it',
    }),
    duration: option.duration({ restOfTraining: true, words: 'how long the way takes' }),
    hold: option.number({
      minimum: 0,
      below: 1,
      default: 0,
      words: 'the share of the duration over which it stays at the first number',
    }),
  },
  // cos 60° = ½.
  example: { options: { from: 5, to: 1, duration: 3 }, step: 1, value: 4 },
  make:
    ({ from, to, duration, hold }) =>
    (step) => {
      const share = elapsed(step, duration)
      const moving = hold === 0 ? share : maximum(share.sub(hold), 0).div(1 - hold)
      const wave = cos(moving.mul(Math.PI)).add(1)
      return wave.mul(0.5 * (from - to)).add(to)
    },
})
