import { svd, type Tensor } from '@sobolev/core'
import { defineConstraint } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { changeMatrix } from './matrix.ts'

export const orthogonalWeights = defineConstraint({
  name: 'orthogonalWeights',
  summary:
    'Keeps kernels orthogonal: rows, or columns where these are fewer, of length 1 at right angles.',
  formula:
    'W ← U Vᵀ of W = U Σ Vᵀ, the nearest orthogonal matrix; or W ← 3/2 W − 1/2 W Wᵀ W, again and again, which tends to it',
  paper: {
    authors: 'Björck & Bowie',
    year: 1971,
    title: 'An iterative algorithm for computing the best estimate of an orthogonal matrix',
  },
  cost: 'a singular value decomposition of each kernel, or two products of matrices for each iteration',
  when: 'Layers that keep lengths: deep or recurrent networks in which gradients vanish, and networks that must be 1-Lipschitz.',
  advice: {
    wants: ['lipschitz', 'diverges', 'adversaries'],
    suggested: 'The decomposition for kernels of up to a hundred units; beyond, 3 to 5 iterations.',
    notWith:
      'l2, weight decay and normalisations, which change the size that it sets; the last kernel of a regression, whose outputs it bounds: leave it out by includes.',
    limits:
      'The kernel of a convolution is orthogonal as a matrix [units, all else], not the convolution as a map. Iterations come near only from near, so that it is no projection in the first steps; they begin with a division by √(‖W‖₁ ‖W‖∞) where that is above 1. Of batchEnsemble and tabM it holds the kernel that members share, which stays orthogonal with factors of 1 and −1 alone, and these are trained.',
  },
  notes:
    'As a layer by construction: Anil, Lucas & Grosse 2019, “Sorting out Lipschitz function approximation”. Of a kernel without full rank the decomposition takes some directions by chance.',
  aliases: ['bjorck', 'orthonormal', 'stiefel'],
  options: {
    by: option.choice({
      values: ['decomposition', 'iterations'],
      default: 'decomposition',
      words: 'the nearest orthogonal matrix, or steps towards it',
    }),
    iterations: option.integer({
      minimum: 1,
      maximum: 1000,
      default: 4,
      words: 'how many steps towards it, by iterations',
    }),
    includes: option.parameters({ default: 'kernel', words: 'the kernels that are held' }),
  },
  short: 'includes',
  example: {
    weights: [
      [3, 4],
      [-4, 3],
    ],
    value: [
      [0.6, 0.8],
      [-0.8, 0.6],
    ],
  },
  make: ({ by, iterations, includes }) => ({
    parameters: includes,
    project: (value, variable) =>
      changeMatrix(
        value,
        variable,
        by === 'decomposition' ? nearest : (w) => stepsTowards(w, iterations),
      ),
  }),
})

function nearest(matrix: Tensor): Tensor {
  const { u, v } = svd(matrix)
  return u.matmul(v, { transposeB: true })
}

function stepsTowards(matrix: Tensor, iterations: number): Tensor {
  const sizes = matrix.abs()
  // At least the largest singular value, which must be below √3 for the steps to tend there.
  const bound = sizes.sum(0).max().mul(sizes.sum(1).max()).sqrt().maximum(1)
  let w = matrix.div(bound)
  for (let iteration = 0; iteration < iterations; iteration++) {
    const squares = w.matmul(w, { transposeB: true })
    w = w.mul(1.5).sub(squares.matmul(w).mul(0.5))
  }
  return w
}
