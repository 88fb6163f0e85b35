import { mean, sum } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { asRows, differentiated, quantityOf } from './differentiated.ts'
import { columnsOption } from './input-columns.ts'
import {
  byColumns,
  hessiansOf,
  projectionsOption,
  signs,
  slopes,
  squareOfMean,
  sumOf,
} from './second-derivatives.ts'

export const laplacian = definePenalty({
  name: 'laplacian',
  summary: 'Keeps the sum of the second derivatives by each input near 0: Laplace’s equation.',
  formula: 'mean over examples of Σₖ (Δfₖ)², Δf = Σⱼ ∂²f/∂xⱼ², f the outputs or the loss',
  paper: {
    authors: 'Dissanayake & Phan-Thien',
    year: 1994,
    title: 'Neural-network-based approximations for solving partial differential equations',
  },
  cost: 'for each input (or projection) a product with the Hessian and a backward pass through it, times the outputs where it is exact',
  when: 'Potentials, temperatures at rest, and surfaces that should have no bumps: a value is the mean of those around it. Bends up along one input may be balanced by bends down along another; where none are wanted, take smoothness.',
  advice: {
    wants: ['physics', 'knownShape'],
    suggested: 'A weight of 0.001 to 0.1 with standardised inputs.',
    notWith:
      'ReLU and other activations that are piecewise linear, for which it is 0. Batch normalisation, which mixes the rows. Inputs in different units, where the sum over inputs means little.',
    limits: 'Bends that balance each other are free: a saddle has a Laplacian of 0.',
  },
  notes:
    'With n random directions of ±1 (Hutchinson 1990) it is the mean of the products of two different estimates of Δf, so that it is right on average; it can be below 0 for a batch, and its standard deviation falls as 1 / √n, where Δf is near 0 as 1 / n. Several outputs are mixed by random signs, drawn once for all n: the chance of these does not fall with n, and with examples alone. The random estimate of Δf itself is exact where no two inputs interact. "all" is exact and draws nothing.',
  aliases: ['laplace', 'harmonic', 'hessianTraceByInputs'],
  derivatives: 2,
  perExample: true,
  options: {
    of: differentiated('outputs'),
    columns: columnsOption,
    projections: projectionsOption(
      2,
      'all',
      'by how many random directions Δf is estimated, at least 2; "all" is exact',
    ),
  },
  example: { model: 'quadratic', value: 4 },
  make:
    ({ of, columns, projections }) =>
    (evaluation) => {
      const values = asRows(quantityOf('laplacian', of, evaluation))
      const by = byColumns(evaluation, columns)
      if (projections === 'all')
        return sumOf(
          hessiansOf(by, values).map((rows) => {
            const diagonal = rows.map((row, j) => row.slice([{}, j]))
            return mean(sumOf(diagonal).square())
          }),
        )
      const { rng } = evaluation
      const u = signs(rng.split('outputs'), values.shape, values)
      const slope = slopes(by, values, u)
      const shape = asRows(evaluation.inputs).shape
      const draws = Array.from({ length: projections }, (_, index) => {
        const v = signs(rng.split(index), shape, values)
        return sum(slopes(by, slope, v).mul(v), 1)
      })
      return mean(squareOfMean(draws))
    },
})
