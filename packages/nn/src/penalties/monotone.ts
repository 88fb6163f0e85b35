import { mean, relu, sum } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { logProbabilities, outputAt } from './differentiated.ts'
import { byColumn } from './input-columns.ts'
import { sumOf } from './second-derivatives.ts'

export const monotone = definePenalty({
  name: 'monotone',
  summary:
    'Pulls what is learned towards a function that only rises, or only falls, with a column.',
  formula:
    'mean over examples of Σᵢ max(0, m / uᵢ − sᵢ ∂f/∂xᵢ)² over the columns i, sᵢ = 1 or −1, m the least slope, uᵢ the unit of ∂f/∂xᵢ in the table',
  paper: {
    authors: 'Gupta, Shukla, Marla, Kolbeinsson & Yellepeddi',
    year: 2019,
    title: 'How to incorporate monotonicity in deep networks while preserving flexibility?',
    place: 'the point-wise loss, here squared',
  },
  cost: 'a gradient by the inputs, and a backward pass through it: about twice the step',
  when: 'It is known which way a prediction goes with a column: a price with the area, a risk with the dose; and the rows are few or noisy enough that the fit goes the other way somewhere.',
  advice: {
    wants: ['knownShape', 'fewRows', 'wrongColumns'],
    suggested: 'A weight of 1 to 10, raised until the metric of the penalty is about 0.',
    notWith: 'Batch normalisation, which mixes the rows.',
    limits:
      'It is a push and no guarantee: it holds about where examples are, and between or beyond them the function may turn. Where it must hold everywhere, the model has to be built so.',
  },
  notes:
    'Once the function is monotone at all examples the penalty is 0 and changes nothing. Slopes are compared in the units of the inputs and outputs as the model has them, leastSlope is in those of the table. Of logits the order of classes matters: for a probability that rises, say probability: true, which goes by its logarithm. One logit has the classes 0 and 1: the probability that it speaks of is then output: 1.',
  aliases: ['monotonic', 'monotonicity', 'monotoneConstraints', 'monotonicConstraints'],
  derivatives: 1,
  takesJumps: true,
  perExample: true,
  options: {
    columns: option.columnMap({
      of: 'inputs',
      isSingle: true,
      value: option.choice({ values: [1, -1], words: 'which way' }),
      words: '1 for each column with which it rises, −1 for each with which it falls',
    }),
    output: option.integer({
      minimum: 0,
      default: 0,
      words: 'which output, or class, counted from 0',
    }),
    probability: option.flag({
      default: false,
      words:
        'whether it is the probability of that class that must be monotone, and not the output',
    }),
    leastSlope: option.number({
      minimum: 0,
      default: 0,
      words: 'how steep it must be at least, in units of the target by unit of the column',
    }),
  },
  // ∂f/∂x = (2, −1): rising with x₂ is missed by 1, and falling with x₁ by 2.
  example: { options: { columns: { x1: -1, x2: 1 } }, value: 5 },
  make:
    ({ columns, output, probability, leastSlope }) =>
    (evaluation) => {
      const { inputs, outputs, gradient, inputColumn } = evaluation
      const numbers = probability ? logProbabilities(outputs) : outputs
      const slopes = gradient(sum(outputAt('monotone', numbers, output)), inputs)
      const squares = Object.entries(columns).map(([column, sign]) => {
        // Which way is up does not depend on units.
        const least =
          leastSlope === 0 ? 0 : (leastSlope * inputColumn(column).scale) / evaluation.targetScale
        const slope = byColumn('monotone', slopes, column, evaluation)
        return relu(slope.mul(-sign).add(least)).square()
      })
      return mean(sumOf(squares))
    },
})
