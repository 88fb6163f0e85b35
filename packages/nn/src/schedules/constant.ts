import { full } from '@sobolev/core'
import { defineSchedule } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'

export const constant = defineSchedule({
  name: 'constant',
  summary: 'The same number at every step.',
  formula: 'value',
  paper: { authors: 'Widrow & Hoff', year: 1960, title: 'Adaptive switching circuits' },
  cost: 'none',
  when: 'To warm up to a number that then stays; without a warm-up a plain number says the same.',
  options: { value: option.number({ isValue: true, minimum: 0, words: 'the number' }) },
  short: 'value',
  example: { options: { value: 0.3, warmUp: 4 }, step: 1, value: 0.15 },
  make:
    ({ value }) =>
    () =>
      full([], value, { dtype: 'float64' }),
})
