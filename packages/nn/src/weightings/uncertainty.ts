import { full, where } from '@sobolev/core'
import { defineWeighting } from '../catalogue/define.ts'
import { decayOption, runningSum, zero } from './running-sum.ts'

export const uncertainty = defineWeighting({
  name: 'uncertainty',
  summary:
    'Weighs a penalty as a squared error whose variance is learnt: by what it is on average.',
  formula:
    'weight = 1 / (2 σ²), σ² = mean of P, which makes P / (2 σ²) + log σ least; a running mean, constant to derivatives',
  paper: {
    authors: 'Kendall, Gal & Cipolla',
    year: 2018,
    title: 'Multi-task learning using uncertainty to weigh losses for scene geometry and semantics',
  },
  cost: 'none to speak of',
  when: 'Penalties that are squared errors of something that is known, such as derivatives in the data or an equation. Not those that shall vanish: the weight grows as the penalty falls, as if its logarithm were penalised.',
  notes:
    'The paper learns log σ² by the optimizer, and weighs every loss; here the loss keeps its weight of 1, and σ² is where the derivative by it is 0. A penalty that is 0 or below on average has weight 0.',
  aliases: ['uncertaintyWeighting', 'homoscedasticUncertainty', 'automaticWeightedLoss'],
  options: { decay: decayOption },
  example: { options: { decay: 0.5 }, losses: [1, 1], values: [2, 5], value: 0.125 },
  make: ({ decay }) => ({
    init: () => ({ value: zero(), steps: zero() }),
    weigh({ value }, state) {
      const values = runningSum(state.value, value, decay)
      const steps = runningSum(state.steps, full([], 1, { dtype: 'float64' }), decay)
      return {
        weight: where(values.greater(0), steps.div(values.mul(2)), 0),
        state: { value: values, steps },
      }
    },
  }),
})
