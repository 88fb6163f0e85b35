import { full, where } from '@sobolev/core'
import { defineSchedule } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'

export const piecewise = defineSchedule({
  name: 'piecewise',
  summary: 'One number after the other, each until a given time.',
  formula: 'values[i], i the number of boundaries that step has reached',
  paper: {
    authors: 'He, Zhang, Ren & Sun',
    year: 2016,
    title: 'Deep residual learning for image recognition',
    place: 'section 4.2',
  },
  cost: 'none to speak of',
  when: 'A recipe that says when the learning rate falls, and to what; a dropout that begins late.',
  aliases: ['piecewiseConstant', 'PiecewiseConstantDecay', 'multiStep', 'MultiStepLR'],
  options: {
    boundaries: option.list({
      of: option.duration({ words: 'when the next number begins' }),
      words: 'when each number after the first begins',
    }),
    values: option.list({
      of: option.number({ isValue: true, minimum: 0, words: 'a number' }),
      words: 'the numbers, one more than boundaries',
    }),
  },
  check: ({ boundaries, values }) =>
    values.length === boundaries.length + 1
      ? undefined
      : `values must hold one number more than boundaries, ${boundaries.length + 1}, got ${values.length}`,
  example: { options: { boundaries: [3, 5], values: [8, 4, 1] }, step: 3, value: 4 },
  make:
    ({ boundaries, values }) =>
    (step) =>
      boundaries.reduce(
        (value, boundary, index) =>
          where(step.less(boundary), value, full([], values[index + 1] ?? 0, { dtype: 'float64' })),
        full([], values[0] ?? 0, { dtype: 'float64' }),
      ),
})
