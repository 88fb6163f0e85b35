import {
  broadcastTo,
  diagonalMatrix,
  eigh,
  hvp,
  lanczos,
  mean,
  Rng,
  type Tensor,
} from '@sobolev/core'
import { defineEvaluationMetric } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { drawFor } from '../penalties/hessian-product.ts'
import type { Tensors } from '../tensors.ts'

export const hessianLargestEigenvalue = defineEvaluationMetric({
  name: 'hessianLargestEigenvalue',
  summary: 'The sharpness of a minimum: the largest curvature of the loss by the parameters.',
  formula: 'λₘₐₓ of ∂²(mean L)/∂θ², by Lanczos’s method',
  paper: {
    authors: 'Ghorbani, Krishnan & Xiao',
    year: 2019,
    title: 'An investigation into neural net optimization via Hessian eigenvalue density',
  },
  cost: 'for each iteration a product with the Hessian: about three times the forward pass',
  when: 'To see whether sam, hessianEigenvalue or a large learning rate leads to flat minima. Gradient descent is unsteady where it is above 2 / learning rate.',
  notes:
    'The largest eigenvalue, not the largest in size. Lanczos’s method begins with a fixed random vector and comes close from below; few iterations do, as the largest stand apart from the others. Products are exact; without dropout. Where rows are measured in several batches, it is the mean over these, which is at least that of all rows. Rescaled weights of a ReLU network are as sharp as one likes with the same function (Dinh et al. 2017): it compares minima of one model, not models.',
  aliases: ['sharpness', 'topHessianEigenvalue', 'maxHessianEigenvalue'],
  better: 'smaller',
  options: {
    iterations: option.integer({
      minimum: 1,
      maximum: 1000,
      default: 10,
      words:
        'how many products with the Hessian are taken, at most as many as there are parameters',
    }),
  },
  short: 'iterations',
  // The Hessian is 2 everywhere, 3 × 3.
  example: { options: { iterations: 2 }, value: 6 },
  make:
    ({ iterations }) =>
    ({ losses, lossesAt, trainable }) => {
      const weights = Object.fromEntries(
        Object.entries(trainable).map(([path, { value }]) => [path, value]),
      )
      const source = new Rng(0)
      const start = drawFor(trainable, (path, shape, options) =>
        source.split(path).normal(shape, options),
      )
      const lossAt = (values: Tensors): Tensor => mean(lossesAt(values))
      const product = (v: Tensors): Tensors =>
        hvp(lossAt, weights, v, { unconnectedGradients: 'zero' })
      const count = Object.values(start).reduce((sum, { size }) => sum + size, 0)
      const { diagonal, offDiagonal } = lanczos(product, start, Math.min(iterations, count))
      return broadcastTo(largestOf(diagonal, offDiagonal), losses.shape)
    },
})

/** The largest eigenvalue of a tridiagonal matrix. */
function largestOf(diagonal: Tensor, offDiagonal: Tensor): Tensor {
  const beside = diagonalMatrix(offDiagonal, { offset: 1 })
  const matrix = diagonalMatrix(diagonal).add(beside).add(beside.transpose())
  return eigh(matrix).values.max()
}
