import { mean, sum } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { asRows, differentiated, quantityOf } from './differentiated.ts'
import { columnsOption } from './input-columns.ts'
import {
  axisVector,
  byColumns,
  hessiansOf,
  projectionsOption,
  signs,
  slopes,
  sumOf,
  varianceOfDraws,
} from './second-derivatives.ts'

export const interactions = definePenalty({
  name: 'interactions',
  summary: 'Keeps inputs from acting together: pulls towards a sum of functions of one input each.',
  formula: 'mean over examples of Σₖ Σᵢ<ⱼ (∂²fₖ/∂xᵢ∂xⱼ)², f the outputs or the loss',
  paper: {
    authors: 'Friedman & Popescu',
    year: 2008,
    title: 'Predictive learning via rule ensembles',
    place: 'section 8, where it says whether there is an interaction',
  },
  cost: 'for each input (or projection) a product with the Hessian and a backward pass through it, times the outputs where it is exact',
  when: 'The effect of each input should be read by itself, as in an additive model, or interactions should be few and worth their price. Each input by itself may bend as it likes.',
  advice: {
    wants: ['knownShape', 'wrongColumns'],
    suggested: 'A weight of 0.01 to 1 with standardised inputs.',
    notWith:
      'ReLU and other activations that are piecewise linear, for which it is 0. Batch normalisation, which mixes the rows.',
    limits:
      'It weighs all pairs of inputs alike, and the elements of a category too; true interactions are shrunk with the others.',
  },
  notes:
    'With n random directions of ±1 it is a quarter of the variance of vᵀ∇²f v over them, which is right on average (as in hessianPenalty); with 2 its standard deviation is about as large as itself, and falls as 1 / √n. Several outputs are mixed by random signs, drawn once for all n: the chance of these does not fall with n, and with examples alone. "all" is exact and draws nothing. A classifier of logits that are additive is a generalised additive model.',
  aliases: ['additivity', 'additive', 'mixedDerivatives'],
  derivatives: 2,
  perExample: true,
  options: {
    of: differentiated('outputs'),
    columns: columnsOption,
    projections: projectionsOption(
      2,
      'all',
      'by how many random directions it is estimated, at least 2; "all" is exact',
    ),
  },
  example: { model: 'quadratic', value: 9 },
  make:
    ({ of, columns, projections }) =>
    (evaluation) => {
      const values = asRows(quantityOf('interactions', of, evaluation))
      const by = byColumns(evaluation, columns)
      if (projections === 'all')
        return sumOf(
          hessiansOf(by, values)
            .flat()
            .map((row, index) => {
              const [, size = 1] = row.shape
              const others = axisVector(row, index % size)
                .neg()
                .add(1)
              return mean(sum(row.mul(others).square(), 1))
            }),
        ).div(2)
      const { rng } = evaluation
      const u = signs(rng.split('outputs'), values.shape, values)
      const slope = slopes(by, values, u)
      const shape = asRows(evaluation.inputs).shape
      const draws = Array.from({ length: projections }, (_, index) => {
        const v = signs(rng.split(index), shape, values)
        return sum(slopes(by, slope, v).mul(v), 1)
      })
      return mean(varianceOfDraws(draws)).div(4)
    },
})
