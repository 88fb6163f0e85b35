import { jvp, max, mean, type Tensor } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { asRows } from './differentiated.ts'
import { signs, sumOf, varianceOfDraws } from './second-derivatives.ts'

const table = {
  directions: option.integer({
    minimum: 2,
    maximum: 1000,
    default: 2,
    words: 'over how many random directions the variance is taken',
  }),
  estimator: option.choice({
    values: ['exact', 'finiteDifference'],
    default: 'exact',
    words: 'how vᵀ∇²f v is computed',
  }),
  step: option.number({
    above: 0,
    default: 0.1,
    words: 'h, that of finite differences, in units of the prepared inputs',
  }),
  reduction: option.choice({
    values: ['max', 'mean', 'sum'],
    default: 'max',
    words: 'what is taken over the outputs of an example',
  }),
}

export const hessianPenalty = definePenalty({
  name: 'hessianPenalty',
  summary: 'Keeps each input of a generator from changing what another one does to its outputs.',
  formula:
    'mean over examples of maxₖ Var over v of vᵀ∇²fₖ v, v of random signs: 2 Σᵢ≠ⱼ (∂²fₖ/∂xᵢ∂xⱼ)² on average',
  paper: {
    authors: 'Peebles, Peebles, Zhu, Efros & Torralba',
    year: 2020,
    title: 'The Hessian penalty: a weak prior for unsupervised disentanglement',
  },
  cost: 'for each direction two forward passes by finite differences; exact, a second derivative along it, about four passes; and a backward pass through them. The number of outputs does not matter',
  when: 'A generator whose latent inputs should each do one thing. For few outputs interactions is the same, summed over outputs and without chance.',
  advice: {
    wants: ['densities', 'hiddenFeatures'],
    suggested:
      'The paper fine-tunes with a weight of 0.1, 2 directions and finite differences with a step of 0.1.',
    notWith:
      'ReLU with the exact estimator: all second derivatives are 0; finite differences see it. Batch normalisation, which mixes the rows.',
    limits:
      'With few directions a single step says little; that inputs do not interact does not make them mean something.',
  },
  notes:
    'Finite differences, which the paper takes, see the bends of relu too; their error is of the order h² in the bends, and in float32 the rounding of f, about 1e-7 / h², is on top. Exact derivatives are the default here, and see nothing of relu. The variance has n − 1 below the line; with 2 directions its standard deviation is about as large as itself.',
  aliases: ['disentanglement'],
  derivatives: 2,
  perExample: true,
  options: table,
  differenceDivisor(options) {
    const { estimator, step } = readOptions('hessianPenalty', table, options)
    return estimator === 'finiteDifference' ? step * step : undefined
  },
  example: { model: 'quadratic', options: { directions: 3 }, value: 48 },
  make:
    ({ directions, estimator, step, reduction }) =>
    (evaluation) => {
      const { inputs, rng } = evaluation
      const bend =
        estimator === 'exact' ? exactBend : (of: Evaluation, v: Tensor) => difference(of, v, step)
      const draws = Array.from({ length: directions }, (_, index) =>
        asRows(bend(evaluation, signs(rng.split(index), inputs.shape, inputs))),
      )
      const variance = varianceOfDraws(draws)
      if (reduction === 'max') return mean(max(variance, 1))
      return reduction === 'mean' ? mean(variance) : mean(variance.sum(1))
    },
})

/** vᵀ∇²f v of all outputs: the second derivative of t ↦ f(x + t v). */
function exactBend({ forward, inputs }: Evaluation, v: Tensor): Tensor {
  const along = (x: Tensor): Tensor => jvp(forward, x, v).derivative
  return jvp(along, inputs, v).derivative
}

/** The same by f(x + hv) − 2 f(x) + f(x − hv). */
function difference({ forward, inputs, outputs }: Evaluation, v: Tensor, h: number): Tensor {
  const step = v.mul(h)
  const ahead = sumOf([forward(inputs.add(step)), forward(inputs.sub(step))])
  return ahead.sub(outputs.mul(2)).div(h * h)
}
