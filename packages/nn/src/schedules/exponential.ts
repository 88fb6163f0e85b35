import { pow } from '@sobolev/core'
import { defineSchedule } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'

export const exponential = defineSchedule({
  name: 'exponential',
  summary: 'Multiplied by a factor over each of equal lengths of time, a little in each step.',
  formula: 'from · factor^(step / every)',
  paper: {
    authors: 'Li & Arora',
    year: 2020,
    title: 'An exponential learning rate schedule for deep learning',
  },
  cost: 'none to speak of',
  when: 'As stepDecay, without its jumps: a learning rate that falls however long training goes on.',
  aliases: ['exponentialDecay', 'exponentialLR'],
  options: {
    from: option.number({ isValue: true, minimum: 0, words: 'the number at the start' }),
    every: option.duration({ words: 'how long it takes to be multiplied by the factor' }),
    factor: option.number({
      isFactor: true,
      above: 0,
      words: 'what it is multiplied with over that time',
    }),
  },
  example: { options: { from: 8, every: 2, factor: 0.25 }, step: 3, value: 1 },
  make:
    ({ from, every, factor }) =>
    (step) =>
      pow(factor, step.cast('float64').div(every)).mul(from),
})
