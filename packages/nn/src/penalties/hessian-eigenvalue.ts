import { type Rng, where } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { Evaluation, Variables } from '../evaluation/evaluation.ts'
import { mapTensors, type Tensors } from '../tensors.ts'
import { drawFor, hessianProductOf } from './hessian-product.ts'
import { dot, held, ofLengthOne } from './loss-increase.ts'

export const hessianEigenvalue = definePenalty({
  name: 'hessianEigenvalue',
  summary:
    'Keeps the largest eigenvalue of the Hessian by the parameters small: the curvature in the steepest direction.',
  formula: 'vᵀHv, H = ∂²(mean L)/∂θ², v ← Hv / ‖Hv‖ from step to step',
  paper: {
    authors: 'LeCun, Simard & Pearlmutter',
    year: 1993,
    title:
      'Automatic learning rate maximization by on-line estimation of the Hessian’s eigenvectors',
  },
  cost: 'for each iteration a product with the Hessian, and a backward pass through the last: about three times the step',
  when: 'Training becomes unsteady: gradient descent diverges where this is above 2 / learning rate. hessianTrace flattens all directions in place of one.',
  advice: {
    wants: ['diverges', 'sharpMinima'],
    suggested:
      'A weight of 0.001 to 0.1; two or three iterations where batches differ much. In 60 epochs of configs/two-moons.yaml the largest eigenvalue of the Hessian ends at 1.32 with a weight of 0.02, and at 2.37 without.',
    notWith:
      'Batches of few examples, whose Hessians have other directions each. relu hides bends, but not the products of layers.',
    limits:
      'The power iteration follows the eigenvalue that is largest in size, which may be below 0 far from a minimum, and finds it within some steps, not at once; vᵀHv is never above the largest eigenvalue.',
  },
  notes:
    'The paper follows the eigenvector on-line as here, to choose a learning rate; the products with the Hessian are exact here (Pearlmutter 1994). The derivative is that of an eigenvalue, vᵀ(∂H)v, once v is an eigenvector. The metric hessianLargestEigenvalue measures it by Lanczos’s method, from a start of its own.',
  aliases: ['sharpness', 'maxEigenvalue', 'topEigenvalue'],
  derivatives: 2,
  heldConstant: 'v',
  options: {
    iterations: option.integer({
      minimum: 1,
      maximum: 1000,
      default: 1,
      words: 'how many products with the Hessian a step takes; v changes with each',
    }),
  },
  short: 'iterations',
  // The Hessian is 2 everywhere, so that v is (1, 1, 1) / √3 after one iteration; its eigenvalue is 6.
  example: { options: { iterations: 2 }, value: 6 },
  make: ({ iterations }) => {
    const penalty = (evaluation: Evaluation) => {
      const { state, trainable, mode } = evaluation
      const product = hessianProductOf(evaluation)
      const next = (before: Tensors, after: Tensors): Tensors => {
        const length = dot(after, after)
        return mapTensors([before, ofLengthOne(held(after))], ([v, u]) =>
          where(length.equal(0), v, u),
        )
      }
      let v = valuesOf(state, trainable)
      let curved = product(v)
      for (let iteration = 1; iteration < iterations; iteration++) {
        v = next(v, curved)
        curved = product(v)
      }
      if (mode.training)
        for (const [path, value] of Object.entries(next(v, curved))) state[path]?.assign(value)
      return dot(v, curved)
    }
    return Object.assign(penalty, { init: first })
  },
})

/** A random vector of length 1 over all that is trained. */
function first({ variables, rng }: { readonly variables: Variables; readonly rng: Rng }): Tensors {
  const trained = Object.entries(variables).filter(([, { trainable }]) => trainable)
  return ofLengthOne(
    drawFor(Object.fromEntries(trained), (path, shape, options) =>
      rng.split(path).normal(shape, options),
    ),
  )
}

/** What the state holds for each variable. */
function valuesOf(state: Variables, trainable: Variables): Tensors {
  const pairs = Object.keys(trainable).flatMap((path) => {
    const part = state[path]
    return part ? [[path, part.value] as const] : []
  })
  return Object.fromEntries(pairs)
}
