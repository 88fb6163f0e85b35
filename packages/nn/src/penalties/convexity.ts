import { mean, relu, sum } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { asRows, checkDerivativeCount, differentiated, quantityOf } from './differentiated.ts'
import { columnsOption } from './input-columns.ts'
import {
  axisVector,
  byColumns,
  columnsOf,
  projectionsOption,
  slopes,
  sumOf,
  unitVectors,
} from './second-derivatives.ts'

export const convexity = definePenalty({
  name: 'convexity',
  summary: 'Pulls what is learned towards a function that bends one way: convex, or concave.',
  formula:
    'mean over examples and directions v of Σₖ max(0, −vᵀ∇²fₖ v)²; of max(0, vᵀ∇²fₖ v)² for concave',
  paper: {
    authors: 'Ackerer, Tagasovska & Vatter',
    year: 2020,
    title: 'Deep smoothing of the implied volatility surface',
  },
  cost: 'for each direction and output a product with the Hessian, and a backward pass through it',
  when: 'Costs, prices of options by the strike, utilities: where economics or physics says which way a curve bends. It holds where examples are, and nearly; where it must hold everywhere, the model has to be built so (Amos, Xu & Kolter 2017).',
  advice: {
    wants: ['knownShape'],
    suggested: 'A weight of 1 to 10, raised until the metric of the penalty is about 0.',
    notWith:
      'ReLU and other activations that are piecewise linear: it is 0 for them, whatever they do. Batch normalisation, which mixes the rows.',
    limits:
      'It is a push and no guarantee: between and beyond the examples the function may bend the other way.',
  },
  notes:
    'The paper penalises where its condition on derivatives up to the second, that of prices without arbitrage, is missed, without the square; here the condition is vᵀ∇²f v ≥ 0. Unit vectors are drawn for every example anew: a violation along few directions is found by chance, more surely with more directions. "all" takes the axes of the inputs for directions and sums over them: the function bends that way along each input by itself, which draws nothing, but is less than convex.',
  aliases: ['convex', 'concave', 'concavity', 'butterfly'],
  derivatives: 2,
  perExample: true,
  options: {
    shape: option.choice({
      values: ['convex', 'concave'],
      default: 'convex',
      words: 'which way it bends: upwards or downwards',
    }),
    of: differentiated('outputs'),
    columns: columnsOption,
    projections: projectionsOption(
      1,
      1,
      'how many random directions are tried; "all": the axes of the inputs',
    ),
  },
  example: {
    model: 'quadratic',
    inputs: [[1, -1]],
    options: { of: 'loss', projections: 'all' },
    value: 36,
  },
  make:
    ({ shape, of, columns, projections }) =>
    (evaluation) => {
      const inputs = asRows(evaluation.inputs)
      const [n = 0, size = 0] = inputs.shape
      const values = asRows(quantityOf('convexity', of, evaluation))
      const by = byColumns(evaluation, columns)
      const directions =
        projections === 'all'
          ? Array.from({ length: size }, (_, column) => axisVector(inputs, column))
          : Array.from({ length: projections }, (_, index) =>
              unitVectors(evaluation.rng.split(index), [n, size], inputs, by.mask),
            )
      checkDerivativeCount((values.shape[1] ?? 1) * directions.length)
      const violations = columnsOf(values).flatMap((value) => {
        const slope = slopes(by, value)
        return directions.map((v) => {
          const bend = sum(slopes(by, slope, v).mul(v), 1)
          return mean(relu(shape === 'convex' ? bend.neg() : bend).square())
        })
      })
      return sumOf(violations).div(projections === 'all' ? 1 : projections)
    },
})
