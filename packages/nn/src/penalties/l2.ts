import { square } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { sumOfWeights } from './sum-of-weights.ts'

export const l2 = definePenalty({
  name: 'l2',
  summary: 'Keeps all weights small: ridge regression.',
  formula: 'Σ w², without a factor ½',
  paper: {
    authors: 'Hoerl & Kennard',
    year: 1970,
    title: 'Ridge regression: biased estimation for nonorthogonal problems',
    place: 'section 2',
  },
  cost: 'none to speak of: a sum over the weights',
  when: 'Few examples, or inputs that tell nearly the same. With adam, adamw decays the weights evenly, where this is divided by the size of their gradients.',
  advice: {
    wants: ['fewRows'],
    suggested: 'A weight of 1e-5 to 1e-2.',
    notWith:
      'adam, which divides it by the size of the gradients: take adamw. Layers before a normalisation, where the size of weights changes nothing.',
    limits: 'Small weights are not yet a smooth function: depth multiplies them.',
  },
  aliases: ['ridge', 'weightDecay'],
  options: {
    includes: option.parameters({ default: 'kernel', words: 'which weights count' }),
  },
  example: { value: 5 },
  make:
    ({ includes }) =>
    ({ weights }) =>
      sumOfWeights(square, weights(includes)),
})
