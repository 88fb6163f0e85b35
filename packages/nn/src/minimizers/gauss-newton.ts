import { defineMinimizer } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { conjugateGradients } from './conjugate-gradients.ts'
import type { Minimizer, Point } from './minimizer.ts'
import { isFlat, stay, stopAfter } from './stop.ts'
import { lineSearchOptions } from './strong-wolfe.ts'
import { along, dot, type Vector } from './vectors.ts'

const { maxEvaluations, gradientTolerance, changeTolerance } = lineSearchOptions

/** The share of the predicted decrease that a step must reach, as in MINPACK. */
const leastShare = 1e-4

export const gaussNewton = defineMinimizer({
  name: 'gaussNewton',
  summary:
    'Newton steps by the curvature of the loss in the outputs alone, as if the outputs were linear in the weights, damped as Levenberg and Marquardt do.',
  formula:
    'θ ← θ + p, (Jᵀ L″ J + λ I) p ≈ −g by conjugate gradients; λ falls where the decrease is the one that was predicted, and grows where it is not',
  paper: {
    authors: 'Marquardt',
    year: 1963,
    title: 'An algorithm for least-squares estimation of nonlinear parameters',
  },
  cost: 'the objective and its gradient about once a step; each product Jᵀ L″ J v about three times a forward pass and a gradient; a few vectors of all weights',
  when: 'Squared errors that can become small, and cross-entropies: small networks of all data at once. Where the errors stay large, newtonCg or lbfgs.',
  notes:
    'For squared errors it is the method of Levenberg and Marquardt; with the second derivatives of other losses in the outputs, the generalised one of Schraudolph (2002). λ changes as in Nielsen (1999). Penalties come with all of their second derivatives. The example is of 3/2 Σ θ², the curvature 3.',
  aliases: ['levenbergMarquardt', 'lm', 'leastSquares', 'generalizedGaussNewton'],
  options: {
    damping: option.number({
      above: 0,
      default: 1,
      words: 'λ in the first step',
    }),
    maxProducts: option.integer({
      minimum: 1,
      default: 100,
      words: 'how many products with the curvature an attempt at a step takes at most',
    }),
    maxEvaluations: { ...maxEvaluations, words: 'how many attempts a step makes at most' },
    gradientTolerance,
    changeTolerance,
  },
  example: {
    options: { damping: 1 },
    parameters: [1, -3],
    gradients: [3, -9],
    updates: [-0.75, 2.25],
  },
  make: ({ damping: firstDamping, maxProducts, maxEvaluations, ...tolerances }): Minimizer => ({
    begin: { 'gaussNewton.damping': firstDamping },
    takeStep(landscape, from, memory) {
      if (isFlat(from, tolerances)) return stay(from, memory, 'converged')
      const { position, gradient } = from
      const product = (vector: Vector): Vector => landscape.gaussNewtonProduct(position, vector)
      const length = Math.sqrt(dot(gradient, gradient))
      const tolerance = Math.min(0.5, Math.sqrt(length)) * length
      let damping = Number(memory['gaussNewton.damping'])
      let growth = 2
      const taken = (point: Point) => ({
        point,
        memory: { 'gaussNewton.damping': damping },
        stop: stopAfter(from, point, tolerances),
      })
      for (let attempt = 0; attempt < maxEvaluations; attempt++) {
        const damped = (vector: Vector): Vector => along(product(vector), damping, vector)
        const step = conjugateGradients(damped, gradient, tolerance, maxProducts)
        const point = landscape.evaluate(along(position, 1, step))
        const predicted = -dot(gradient, step) - dot(step, product(step)) / 2
        const share = (from.value - point.value) / predicted
        // Not where next to nothing of it came about, nor where the value is not a number.
        if (point.value < from.value && share > leastShare) {
          const off = 2 * share - 1
          damping *= Math.max(1 / 3, 1 - off * off * off)
          return taken(point)
        }
        damping *= growth
        growth *= 2
      }
      return taken(from)
    },
  }),
})
