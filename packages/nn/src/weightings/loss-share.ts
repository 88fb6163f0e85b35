import { where } from '@sobolev/core'
import { defineWeighting } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { numberAt } from '../schedules/number-at.ts'
import { decayOption, runningSum, zero } from './running-sum.ts'

export const lossShare = defineWeighting({
  name: 'lossShare',
  summary: 'Holds a penalty at a share of the loss, whatever its units are.',
  formula:
    'weight = share · mean of |L| / mean of |P|, running means over the steps so far; constants to derivatives',
  paper: {
    authors: 'Groenendijk, Karaoglu, Gevers & Mensink',
    year: 2021,
    title: 'Multi-loss weighting with coefficient of variations',
  },
  cost: 'none to speak of',
  when: 'A first try, where nobody knows which weight a penalty needs: a share of 0.1 is felt and does not rule. Not where the penalty shall become small beside the loss: its weight then grows by as much.',
  notes:
    'Of that paper it has that losses are weighed by running means of themselves, not the coefficient of variation. A penalty that is 0 so far has weight 0. Where the loss may be negative, as of densities, its size counts.',
  aliases: ['auto', 'share', 'shareOfLoss', 'lossRatio'],
  options: {
    share: option.schedule({
      minimum: 0,
      default: 0.1,
      words: 'what weight · penalty is to be of the loss',
    }),
    decay: decayOption,
  },
  short: 'share',
  example: {
    options: { share: 0.5, decay: 0.5 },
    losses: [2, 4],
    values: [1, 8],
    value: 0.29411764705882354,
  },
  make: ({ share, decay }) => ({
    init: () => ({ loss: zero(), value: zero() }),
    weigh({ loss, value, step }, state) {
      const losses = runningSum(state.loss, loss.abs(), decay)
      const values = runningSum(state.value, value.abs(), decay)
      const ratio = where(values.greater(0), losses.div(values), 0)
      return {
        weight: ratio.mul(numberAt(share, step, 'float64')),
        state: { loss: losses, value: values },
      }
    },
  }),
})
