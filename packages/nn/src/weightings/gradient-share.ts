import { where } from '@sobolev/core'
import { defineWeighting } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { numberAt } from '../schedules/number-at.ts'
import { decayOption, runningSum, zero } from './running-sum.ts'

export const gradientShare = defineWeighting({
  name: 'gradientShare',
  summary: 'Holds the gradient of a penalty by the parameters at a share of that of the loss.',
  formula:
    'weight = share · mean of ‖∂L/∂θ‖ / mean of ‖∂P/∂θ‖, running means over the steps so far; constants to derivatives',
  paper: {
    authors: 'Chen, Badrinarayanan, Lee & Rabinovich',
    year: 2018,
    title:
      'GradNorm: gradient normalization for adaptive loss balancing in deep multitask networks',
  },
  cost: 'the gradients of the loss and of the penalty by the parameters, each by itself: about two backward passes more',
  when: 'The parts of a loss that must all be learnt, such as the equation and the border conditions of a physics-informed network; a penalty that is large and flat, or small and steep, so that its value says little about what it does.',
  notes:
    'The balance that GradNorm with α = 0 looks for, of the loss and one penalty, with the weight of the loss held at 1. The paper finds it by gradient steps of the weights, and by the gradients of the last shared layer alone; here it is the quotient of running means, over all parameters. Rates of training (α > 0) mean little of a penalty, and are left out.',
  aliases: ['gradNorm', 'gradientBalance'],
  options: {
    share: option.schedule({
      minimum: 0,
      default: 1,
      words: 'what the norm of weight · gradient of the penalty is to be of that of the loss',
    }),
    decay: decayOption,
  },
  short: 'share',
  example: {
    options: { share: 0.5 },
    losses: [1],
    values: [1],
    gradientNorms: { loss: [3], value: [6] },
    value: 0.25,
  },
  make: ({ share, decay }) => ({
    init: () => ({ loss: zero(), value: zero() }),
    weigh({ gradientNorm, step }, state) {
      const losses = runningSum(state.loss, gradientNorm('loss'), decay)
      const values = runningSum(state.value, gradientNorm('value'), decay)
      const ratio = where(values.greater(0), losses.div(values), 0)
      return {
        weight: ratio.mul(numberAt(share, step, 'float64')),
        state: { loss: losses, value: values },
      }
    },
  }),
})
