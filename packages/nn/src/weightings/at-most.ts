import { full, maximum, minimum, type Tensor, where } from '@sobolev/core'
import { defineWeighting } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { numberAt } from '../schedules/number-at.ts'
import { zero } from './running-sum.ts'

export const atMost = defineWeighting({
  name: 'atMost',
  summary:
    'Keeps a penalty at a bound or below: the weight grows while it is above, and falls to 0 while it is below.',
  formula:
    'weight = u · max(0, λ + ρ c), c = P / bound − 1; after each period λ ← max(0, λ + ρ · min(1, mean of c)); u = |L| / bound at first, so that ρ has no unit',
  paper: {
    authors: 'Bertsekas',
    year: 1982,
    title: 'Constrained optimization and Lagrange multiplier methods',
    place: 'chapter 3',
  },
  cost: 'none to speak of',
  when: 'The bound is known and the weight is not: an input gradient of at most 0.4, an l2 of at most 100. Not where the loss cannot be kept small under it: it holds the bound whatever that costs.',
  notes:
    'The augmented Lagrangian of the problem “least loss with P ≤ bound”: the gradient of L + L₀ (max(0, λ + ρ c)² − λ²) / 2ρ, with L₀ the first |L|, is that of L + weight · P. It bounds what the penalty comes to in training batches, in its own units: of inputGradient with squared: false the mean norm, otherwise the mean of the squares, of which 0.16 is that of a norm of 0.4. On other rows the penalty may be larger. c is at least −1, and may be 100 at first: λ grows by ρ at most, so that it can fall again as fast. ρ stays as it is: a textbook lets it grow, which the noise of batches would do without end. Where the bound is never reached, the weight falls to 0 and training ends as without the penalty; of a penalty that is negative, such as confidencePenalty, that is so from the beginning.',
  aliases: ['bound', 'constraint', 'augmentedLagrangian', 'lagrange', 'maxValue'],
  options: {
    bound: option.schedule({
      above: 0,
      words: 'what the penalty is to be at most, in its own units',
    }),
    strength: option.number({
      above: 0,
      default: 1,
      words: 'ρ: how strongly it answers; less where the penalty swings about the bound',
    }),
    period: option.duration({
      default: 1,
      words: 'after which the multiplier λ is corrected, about an epoch',
    }),
  },
  short: 'bound',
  example: { options: { bound: 2, strength: 0.5 }, losses: [4, 4], values: [3, 4], value: 1.5 },
  make: ({ bound, strength, period }) => ({
    init: () => empty,
    limit: (step) => one.mul(numberAt(bound, step, 'float64')),
    weigh({ value, loss, step }, state) {
      const { multiplier, unit, excess, batches, begun } = { ...empty, ...state }
      const limit = one.mul(numberAt(bound, step, 'float64'))
      const excessHere = value.div(limit).sub(1)
      const stepNumber = step.cast('float64')
      const isOver = stepNumber.sub(begun).greaterEqual(period)
      // An excess of 100 would take 100 periods to be undone, as what is below the bound counts at most 1.
      const corrected = multiplier.add(
        minimum(excess.div(maximum(batches, one)), one).mul(strength),
      )
      const following = {
        multiplier: where(isOver, maximum(corrected, zero()), multiplier),
        unit: where(unit.greater(0), unit, loss.abs().div(limit)),
        // Of the batches since the multiplier was corrected.
        excess: where(isOver, excessHere, excess.add(excessHere)),
        batches: where(isOver, one, batches.add(1)),
        begun: where(isOver, stepNumber, begun),
      }
      const answer = maximum(following.multiplier.add(excessHere.mul(strength)), zero())
      return { weight: answer.mul(following.unit), state: following }
    },
  }),
})

const one: Tensor = full([], 1, { dtype: 'float64' })

/** What is remembered before the first step. */
const empty = { multiplier: zero(), unit: zero(), excess: zero(), batches: zero(), begun: zero() }
