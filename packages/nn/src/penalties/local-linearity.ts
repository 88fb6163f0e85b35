import { abs, clip, mean, sign, stopGradient, sum, type Tensor } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { floatDType } from '../float-dtype.ts'
import { exampleAxes } from './example-axes.ts'

export const localLinearity = definePenalty({
  name: 'localLinearity',
  summary: 'Keeps the loss as straight around each example as its gradient there says: LLR.',
  formula:
    'mean over examples of |L(x + δ) − L(x) − δᵀ∇L(x)| + μ |δᵀ∇L(x)|, μ = slope, δ the change up to ε by element at which the first part is largest',
  paper: {
    authors: 'Qin et al.',
    year: 2019,
    title: 'Adversarial robustness through local linearization',
  },
  cost: 'for each step a forward pass and a gradient by the inputs; then a forward pass, the gradient and a backward pass through both: about six times the step for two',
  when: 'In place of adversarial training, whose many steps are costly: a loss that is straight in a ball hides no larger loss in it than the gradient says.',
  advice: {
    wants: ['adversaries', 'noise'],
    suggested:
      'A weight of 4 with slope 0.75 for small images, after the paper (λ = 4, μ = 3); ε as large as the attacks that are feared.',
    notWith: 'Batch normalisation, which mixes the rows.',
    limits:
      'By itself, at a slope of 0, it makes the loss straight and not flat. The worst change is sought from one start, which may end at one that is the worst near by alone: ten steps found 0.8 of it in a small network.',
  },
  notes:
    'δ begins at random and takes steps by the sign of the gradient, each 2.5 ε / steps long, within the box of ε; it is drawn anew in every step of training. At 0 the derivative of an absolute value is 0.',
  aliases: ['llr', 'localLinearityRegularization'],
  derivatives: 1,
  perExample: true,
  heldConstant: 'the change δ',
  options: {
    epsilon: option.number({
      above: 0,
      default: 0.1,
      words: 'ε, how far each input is moved at most, in units of the prepared inputs',
    }),
    steps: option.integer({
      minimum: 1,
      maximum: 1000,
      default: 2,
      words: 'how many steps δ takes',
    }),
    slope: option.number({
      minimum: 0,
      default: 0,
      words: 'μ, how much the change along the gradient counts beside',
    }),
  },
  short: 'epsilon',
  // (2 δ₁ − δ₂)² is largest at δ = ± (0.1, −0.1).
  example: { value: 0.09 },
  make: (options) => (evaluation) => {
    const delta = bentMost(evaluation, options)
    const { straight, bend } = growth(evaluation, evaluation.inputs.add(delta), delta)
    return mean(abs(bend).add(abs(straight).mul(options.slope)))
  },
})

/** How much of what the loss of each example grows by a change δ is as its gradient says, and how much is not: [n]. */
function growth(
  evaluation: Evaluation,
  moved: Tensor,
  delta: Tensor,
): { readonly straight: Tensor; readonly bend: Tensor } {
  const { targets, losses, loss, forward, inputGradient } = evaluation
  const straight = sum(inputGradient().mul(delta), exampleAxes(delta))
  return { straight, bend: loss(forward(moved), targets).sub(losses).sub(straight) }
}

/** The change of each example, as far as gradients find it, by which the loss leaves the straight line most. */
function bentMost(
  evaluation: Evaluation,
  { epsilon, steps }: { readonly epsilon: number; readonly steps: number },
): Tensor {
  const { inputs, rng, gradient, inputGradient } = evaluation
  const dtype = floatDType('localLinearity: inputs', inputs)
  const slope = stopGradient(inputGradient())
  let delta = rng.uniform(inputs.shape, { low: -epsilon, high: epsilon, dtype })
  for (let step = 0; step < steps; step++) {
    const moved = stopGradient(inputs.add(delta))
    const { bend } = growth(evaluation, moved, delta)
    const upwards = gradient(bend, moved).sub(slope)
    const away = sign(bend).reshape([bend.size, ...exampleAxes(inputs).map(() => 1)])
    delta = clip(delta.add(sign(upwards.mul(away)).mul((2.5 * epsilon) / steps)), -epsilon, epsilon)
  }
  return stopGradient(delta)
}
