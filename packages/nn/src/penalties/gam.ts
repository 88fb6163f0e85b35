import { mean, safeSqrt, type Tensor } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { mapTensors, type Tensors } from '../tensors.ts'
import { dot, held, lossesAfter, ofLengthOne } from './loss-increase.ts'

export const gam = definePenalty({
  name: 'gam',
  summary:
    'First-order flatness: keeps the gradient by the parameters small where it is largest near the weights.',
  formula: 'radius · ‖∇L(θ + ε)‖₂, ε = radius · ∇‖∇L(θ)‖₂ / ‖∇‖∇L(θ)‖₂‖₂',
  paper: {
    authors: 'Zhang, Xu, Yu, Zou & Cui',
    year: 2023,
    title:
      'Gradient norm aware minimization seeks first-order flatness and improves generalization',
  },
  cost: 'a product with the Hessian, then a second pass with its gradient and a backward pass through it: about four times the step',
  when: 'gradientNorm helps, and a bound that holds in a neighbourhood is wanted: it keeps the largest eigenvalue of the Hessian small too.',
  advice: {
    wants: ['sharpMinima', 'fewRows'],
    suggested:
      'A radius of 0.1 to 0.2 with a weight of 0.1 to 0.5; as the paper on CIFAR, beside sam or by itself. In 60 epochs of configs/two-moons.yaml the largest eigenvalue of the Hessian ends at 1.25 with a weight of 0.5, and at 2.37 without.',
    notWith:
      'Minimizers such as lbfgs, which go by exact second derivatives of all rows. Large models, for its cost.',
    limits:
      'What holds of gradientNorm: rescaled weights of a ReLU network are as sharp as one likes with the same function (Dinh et al. 2017).',
  },
  notes:
    'The paper approximates its derivative by differences of gradients; here it is exact but for ε. At a gradient of zero the norm counts as flat: its derivative there is 0. L is the mean over the batch, without the weights of examples.',
  aliases: ['gradientNormAwareMinimization', 'firstOrderFlatness'],
  derivatives: 1,
  heldConstant: 'ε',
  options: {
    radius: option.number({
      minimum: 0,
      default: 0.1,
      words: 'ρ, how far all parameters together are moved, as one vector',
    }),
  },
  short: 'radius',
  // ε = (1, 1, 1) / √3, where the output is 1 + √3, and each derivative twice that.
  example: { options: { radius: 1 }, value: 9.464101615137753 },
  make:
    ({ radius }) =>
    (evaluation) => {
      const { trainable, gradient, losses } = evaluation
      const norm = gradientLength(evaluation, losses)
      const ascent = held(gradient(norm, trainable, { unconnectedGradients: 'zero' }))
      const steps = mapTensors([ofLengthOne(ascent)], ([step]) => step.mul(radius))
      return gradientLength(evaluation, lossesAfter(evaluation, steps)).mul(radius)
    },
})

function gradientLength({ trainable, gradient }: Evaluation, losses: Tensor): Tensor {
  const slopes: Tensors = gradient(mean(losses), trainable, { unconnectedGradients: 'zero' })
  return safeSqrt(dot(slopes, slopes))
}
