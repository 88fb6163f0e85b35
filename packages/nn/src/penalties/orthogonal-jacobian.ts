import { jvp, mean, stack, sum } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { asRows } from './differentiated.ts'
import {
  axisVector,
  projectionsOption,
  signs,
  sumOf,
  varianceOfDraws,
  vectorJacobians,
} from './second-derivatives.ts'

export const orthogonalJacobian = definePenalty({
  name: 'orthogonalJacobian',
  summary: 'Makes the inputs of a generator change its outputs in directions at right angles.',
  formula: 'mean over examples of Σᵢ≠ⱼ ((JᵀJ)ᵢⱼ)², J = ∂outputs/∂x: columns at right angles',
  paper: {
    authors: 'Wei, Shi, Liu, Ji, Gao, Wu & Zuo',
    year: 2021,
    title:
      'Orthogonal Jacobian regularization for unsupervised disentanglement in image generation',
  },
  cost: 'for each projection a derivative along it, about two passes, and a backward pass through it, however many outputs there are; "all" takes a backward pass for each output',
  when: 'A generator or decoder whose latent inputs should each do one thing. It bounds neither how much an input does nor whether it does anything.',
  advice: {
    wants: ['densities', 'hiddenFeatures'],
    suggested: 'A weight of 0.1 to 1, raised slowly.',
    notWith: 'Batch normalisation, which mixes the rows.',
    limits: 'Columns of 0 are at right angles too: it does not keep inputs alive.',
  },
  notes:
    'By n random directions of ±1 it is half the variance of ‖Jv‖² over them (n − 1 below the line), which is right on average; with 2 its standard deviation is about as large as itself. The paper takes the variance, twice as much, with finite differences for Jv. "all" is exact and draws nothing.',
  aliases: ['orojar'],
  derivatives: 1,
  perExample: true,
  options: {
    projections: projectionsOption(
      2,
      2,
      'by how many random directions it is estimated, at least 2; "all" is exact',
    ),
  },
  example: {
    model: 'twoLogits',
    targets: [[0, 0]],
    options: { projections: 'all' },
    value: 8,
  },
  make:
    ({ projections }) =>
    (evaluation) => {
      const { inputs, forward, outputs, rng } = evaluation
      if (projections === 'all') {
        const jacobian = stack(vectorJacobians(evaluation, asRows(outputs)), 1)
        const products = jacobian.transpose([0, 2, 1]).matmul(jacobian)
        const [, size = 0] = products.shape
        const ofDifferent = Array.from({ length: size }, (_, i) => {
          const row = products.slice([{}, i])
          return sum(row.mul(axisVector(row, i).neg().add(1)).square(), 1)
        })
        return mean(sumOf(ofDifferent))
      }
      const draws = Array.from({ length: projections }, (_, index) => {
        const v = signs(rng.split(index), inputs.shape, inputs)
        return sum(asRows(jvp(forward, inputs, v).derivative).square(), 1)
      })
      return mean(varianceOfDraws(draws)).div(2)
    },
})
