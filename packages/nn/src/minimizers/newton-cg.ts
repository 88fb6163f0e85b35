import { defineMinimizer } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { conjugateGradients } from './conjugate-gradients.ts'
import type { Minimizer } from './minimizer.ts'
import { isFlat, stay, stopAfter } from './stop.ts'
import { lineSearchOptions, strongWolfe } from './strong-wolfe.ts'
import { dot, type Vector } from './vectors.ts'

export const newtonCg = defineMinimizer({
  name: 'newtonCg',
  summary:
    'Newton steps: by the second derivatives themselves, in products with vectors, each as long as a line search says.',
  formula:
    'θ ← θ + α p, H p ≈ −g by conjugate gradients until ‖H p + g‖ < min(½, √‖g‖) ‖g‖ or the curvature is negative',
  paper: {
    authors: 'Nocedal & Wright',
    year: 2006,
    title: 'Numerical optimization',
    place: 'algorithm 7.1',
  },
  cost: 'the objective and its gradient about once a step; each product with the second derivatives two to three times a gradient; a few vectors of all weights',
  when: 'Smooth objectives of all data at once, where lbfgs takes very many steps: near a minimum each step doubles the right digits. Not with batches, dropout or noise.',
  notes:
    'Where the first direction has negative curvature, the step goes along the gradient. Activations whose second derivative is 0 almost everywhere, such as relu, tell it little. The example is of Σ θ².',
  aliases: ['newtonConjugateGradient', 'newton-cg', 'truncatedNewton', 'hessianFree', 'tnc'],
  options: {
    maxProducts: option.integer({
      minimum: 1,
      default: 100,
      words: 'how many products with the second derivatives a step takes at most',
    }),
    ...lineSearchOptions,
  },
  example: { parameters: [1, -3], gradients: [2, -6], updates: [-1, 3] },
  make: ({ maxProducts, ...search }): Minimizer => ({
    begin: {},
    takeStep(landscape, from, memory) {
      if (isFlat(from, search)) return stay(from, memory, 'converged')
      const { position, gradient } = from
      const product = (vector: Vector): Vector => landscape.hessianProduct(position, vector)
      const length = Math.sqrt(dot(gradient, gradient))
      const tolerance = Math.min(0.5, Math.sqrt(length)) * length
      const direction = conjugateGradients(product, gradient, tolerance, maxProducts)
      const point = strongWolfe(landscape, from, direction, 1, search)
      return { point, memory, stop: stopAfter(from, point, search) }
    },
  }),
})
