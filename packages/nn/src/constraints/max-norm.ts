import { full, maximum, norm } from '@sobolev/core'
import { defineConstraint } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { numberInContext } from '../schedules/number-at.ts'
import { unitOptions, withinUnits } from './units.ts'

export const maxNorm = defineConstraint({
  name: 'maxNorm',
  summary: 'Keeps the weights that lead into each unit within a ball.',
  formula: 'w ← w · limit / max(‖w‖₂, limit), w the weights of one unit',
  paper: {
    authors: 'Srivastava et al.',
    year: 2014,
    title: 'Dropout: a simple way to prevent neural networks from overfitting',
    place: 'section 5.1',
  },
  cost: 'one pass over the weights',
  when: 'With dropout and a large learning rate: weights can move far in a step, and cannot blow up.',
  advice: {
    wants: ['diverges', 'fewRows'],
    suggested: 'A limit of 3 to 4 with dropout (Srivastava et al. 2014).',
    notWith: 'Layers before a normalisation, where the size of weights changes nothing.',
    limits: 'Bounds each unit, and not the whole network.',
  },
  notes:
    'For matrix factorisation it was proposed by Srebro & Shraibman (2005). Weights within the ball keep their bits.',
  aliases: ['clipWeights'],
  options: {
    limit: option.schedule({ above: 0, default: 3, words: 'the largest norm a unit may have' }),
    ...unitOptions,
  },
  short: 'limit',
  example: {
    options: { limit: 2 },
    weights: [
      [3, 1],
      [4, 1],
    ],
    value: [
      [1.2, 1],
      [1.6, 1],
    ],
  },
  make: ({ limit, includes, unitsAxis }) => ({
    parameters: includes,
    project(value, variable, context = {}) {
      const { dtype } = value
      const axes = withinUnits('maxNorm', value, variable, unitsAxis)
      const norms = norm(value, 2, axes, { keepDims: true })
      const most = numberInContext('maxNorm', limit, context, {
        dtype,
        hint: 'constrain takes it after the variables, as in constrain([maxNorm({ limit })], model, step)',
      })
      const largest = typeof most === 'number' ? full([], most, { dtype }) : most
      return value.mul(largest.div(maximum(norms, most)))
    },
  }),
})
