import { abs } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { sumOfWeights } from './sum-of-weights.ts'

export const l1 = definePenalty({
  name: 'l1',
  summary: 'Pulls small weights to exactly 0: the lasso.',
  formula: 'Σ |w|',
  paper: {
    authors: 'Tibshirani',
    year: 1996,
    title: 'Regression shrinkage and selection via the lasso',
    place: 'equation 1, which bounds the sum in place of adding it',
  },
  cost: 'none to speak of: a sum over the weights',
  when: 'Few of the inputs matter, or the model should be small: weights that are not needed vanish. Where weights should only be small, take l2.',
  advice: {
    wants: ['smaller', 'wrongColumns'],
    suggested: 'A weight of 1e-5 to 1e-3.',
    notWith:
      'adam and its kin, which divide it by the size of the gradients; weights hover about 0 and seldom are exactly 0.',
    limits: 'Of columns that tell the same it keeps one by chance.',
  },
  notes: 'Its derivative at a weight of 0 is 0.',
  aliases: ['lasso'],
  options: {
    includes: option.parameters({ default: 'kernel', words: 'which weights count' }),
  },
  example: { value: 3 },
  make:
    ({ includes }) =>
    ({ weights }) =>
      sumOfWeights(abs, weights(includes)),
})
