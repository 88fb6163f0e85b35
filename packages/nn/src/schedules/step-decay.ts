import { floor, pow } from '@sobolev/core'
import { defineSchedule } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'

export const stepDecay = defineSchedule({
  name: 'stepDecay',
  summary: 'Multiplied by a factor again and again, after equal lengths of time.',
  formula: 'from · factor^⌊step / every⌋',
  paper: {
    authors: 'Ge et al.',
    year: 2019,
    title:
      'The step decay schedule: a near optimal, geometrically decaying learning rate procedure for least squares',
  },
  cost: 'none to speak of',
  when: 'A learning rate that falls however long training goes on: nothing has to be known of its end.',
  aliases: ['step', 'stepLR'],
  options: {
    from: option.number({ isValue: true, minimum: 0, words: 'the number at the start' }),
    every: option.duration({ words: 'how long it stays the same' }),
    factor: option.number({
      isFactor: true,
      above: 0,
      words: 'what it is multiplied with after that',
    }),
  },
  example: { options: { from: 8, every: 2, factor: 0.5 }, step: 5, value: 2 },
  make:
    ({ from, every, factor }) =>
    (step) =>
      pow(factor, floor(step.cast('float64').div(every))).mul(from),
})
