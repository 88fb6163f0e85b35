import { maximum, minimum, norm, where } from '@sobolev/core'
import { defineConstraint } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { unitOptions, withinUnits } from './units.ts'

export const minMaxNorm = defineConstraint({
  name: 'minMaxNorm',
  summary: 'Keeps the length of the weights that lead into each unit between two bounds.',
  formula: 'w ← w · min(max(‖w‖₂, minimum), maximum) / ‖w‖₂, w the weights of one unit',
  paper: {
    authors: 'Chollet et al.',
    year: 2015,
    title: 'Keras',
    place: 'constraints.MinMaxNorm',
  },
  cost: 'one pass over the weights',
  when: 'As maxNorm, where units should not vanish either.',
  advice: {
    wants: ['diverges', 'hiddenFeatures'],
    suggested: 'A minimum of 0.5 and a maximum of 2.',
    notWith:
      'Layers before a normalisation, where the size of weights changes nothing; penalties that are to make units vanish, such as groupLasso.',
    limits: 'Bounds each unit, and not the whole network.',
  },
  notes:
    'Weights of 0 have no direction, and stay 0, below the minimum. With rate below 1, as in Keras, weights come nearer to what is allowed in each step and it is no projection; here they are always brought there.',
  aliases: ['minMaxNormConstraint'],
  options: {
    minimum: option.number({ minimum: 0, default: 0, words: 'the smallest norm a unit may have' }),
    maximum: option.number({ above: 0, default: 1, words: 'the largest norm a unit may have' }),
    ...unitOptions,
  },
  check: ({ minimum, maximum }) =>
    minimum > maximum ? `minimum must be at most maximum, ${maximum}, got ${minimum}` : undefined,
  example: {
    options: { minimum: 1, maximum: 2 },
    weights: [
      [3, 0.3],
      [4, 0.4],
    ],
    value: [
      [1.2, 0.6],
      [1.6, 0.8],
    ],
  },
  make: ({ minimum: least, maximum: most, includes, unitsAxis }) => ({
    parameters: includes,
    project(value, variable) {
      const axes = withinUnits('minMaxNorm', value, variable, unitsAxis)
      const norms = norm(value, 2, axes, { keepDims: true })
      const allowed = minimum(maximum(norms, least), most)
      return value.mul(where(norms.equal(0), 1, allowed.div(norms)))
    },
  }),
})
