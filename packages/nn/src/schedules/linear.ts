import { defineSchedule } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { elapsed } from './elapsed.ts'

export const linear = defineSchedule({
  name: 'linear',
  summary: 'From one number to another in a straight line; then it stays there.',
  formula: 'from + (to − from) · min(step / duration, 1)',
  paper: {
    authors: 'Li, Yumer & Ramanan',
    year: 2020,
    title: 'Budgeted training: rethinking deep neural network training under resource constraints',
  },
  cost: 'none to speak of',
  when: 'A learning rate that falls to 0 by the end of training; a penalty that sets in or fades out.',
  aliases: ['linearDecay', 'linearLR'],
  options: {
    from: option.number({ isValue: true, minimum: 0, words: 'the number at the start' }),
    to: option.number({ isValue: true, minimum: 0, words: 'the number at the end, and after it' }),
    duration: option.duration({ restOfTraining: true, words: 'how long the way takes' }),
  },
  example: { options: { from: 1, to: 0.25, duration: 3 }, step: 2, value: 0.5 },
  make:
    ({ from, to, duration }) =>
    (step) =>
      elapsed(step, duration)
        .mul(to - from)
        .add(from),
})
