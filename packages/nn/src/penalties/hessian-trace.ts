import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { drawFor, hessianProductOf } from './hessian-product.ts'
import { dot } from './loss-increase.ts'

export const hessianTrace = definePenalty({
  name: 'hessianTrace',
  summary: 'Keeps the trace of the Hessian by the parameters small: the sum of all curvatures.',
  formula: 'E vᵀHv = tr H, H = ∂²(mean L)/∂θ², v of random signs, the mean of the projections',
  paper: {
    authors: 'Sankar, Khasbage, Vigneswaran & Balasubramanian',
    year: 2021,
    title:
      'A deeper look at the Hessian eigenspectrum of deep neural networks and its applications to regularization',
  },
  cost: 'for each projection a product with the Hessian, and a backward pass through it: about three times the step',
  when: 'The loss should be flat in most directions, not only in the steepest: it is what noise on the weights costs. weightNoise is a cheaper estimate of the same, with more variance.',
  advice: {
    wants: ['sharpMinima', 'fewRows'],
    suggested:
      'A weight of 1e-4 to 1e-2: the trace is a sum over all parameters. In 60 epochs of configs/two-moons.yaml the largest eigenvalue of the Hessian ends at 2.06 with a weight of 0.001, and at 2.37 without.',
    notWith:
      'Networks that begin far from a minimum, where the trace may be below 0, and the penalty rewards it: begin with a warm-up. relu hides bends, but not the products of layers.',
    limits:
      'An estimate with the standard error √(2 Σᵢ≠ⱼ Hᵢⱼ² / projections), which may be larger than the trace. A sum of curvatures can be small where single ones are large.',
  },
  notes:
    'Hutchinson’s estimator (1990): right on average; random signs have the least variance of all distributions, and are exact for a diagonal Hessian. The products are exact (Pearlmutter 1994), no finite differences. The paper takes the trace of single layers; here it is that of all that is trained.',
  aliases: ['hessianRegularization', 'hutchinson', 'traceOfHessian'],
  derivatives: 2,
  options: {
    projections: option.integer({
      minimum: 1,
      maximum: 1000,
      default: 1,
      words: 'how many random vectors v are drawn in a step',
    }),
  },
  short: 'projections',
  // The Hessian is 2 z zᵀ, z = (3, 1; 1): vᵀHv = 2 (±3 ±1 ±1)² is 50, 18 or 2, on average tr H = 22.
  example: { options: { projections: 2 }, inputs: [[3, 1]], value: 18 },
  make:
    ({ projections }) =>
    (evaluation) => {
      const product = hessianProductOf(evaluation)
      const values = Array.from({ length: projections }, (_, index) => {
        const source = evaluation.rng.split(index)
        const v = drawFor(evaluation.trainable, (path, shape, options) =>
          source.split(path).rademacher(shape, options),
        )
        return dot(product(v), v)
      })
      return values.reduce((total, value) => total.add(value)).div(projections)
    },
})
