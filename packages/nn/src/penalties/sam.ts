import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { mapTensors } from '../tensors.ts'
import { heldGradient, lossIncrease, ofLengthOne } from './loss-increase.ts'

export const sam = definePenalty({
  name: 'sam',
  summary:
    'Sharpness-aware minimization: with the weight 1, training minimises the loss where it is largest near the weights.',
  formula: 'L(θ + ε) − L(θ), ε = radius · ∇L(θ) / ‖∇L(θ)‖₂ over all parameters that are trained',
  paper: {
    authors: 'Foret, Kleiner, Mobahi & Neyshabur',
    year: 2021,
    title: 'Sharpness-aware minimization for efficiently improving generalization',
  },
  cost: 'the gradient by the parameters, and a second forward and backward pass, beside those of the loss itself: between twice and three times the step',
  when: 'The training loss falls and that of the validation does not, and a step may cost twice: flat minima tend to generalise better. Where weights of layers differ much in scale, asam.',
  advice: {
    wants: ['sharpMinima', 'fewRows', 'wrongLabels'],
    suggested:
      'A radius of 0.05, 0.1 for many classes (CIFAR-100), with the weight 1, as the paper. In 60 epochs of configs/two-moons.yaml the largest eigenvalue of the Hessian ends at 1.38 with a radius of 0.05, and at 2.37 without.',
    notWith:
      'Minimizers such as lbfgs, which go by exact second derivatives of all rows; batches of very different losses, as those of few examples, where the direction is mostly noise.',
    limits:
      'A flat minimum is no promise: rescaled weights of a ReLU network are as sharp as one likes with the same function (Dinh et al. 2017); asam is free of that.',
  },
  tuning: {
    strength: { option: 'radius', from: 0.02, to: 0.2, scale: 'log' },
    options: { weight: 1 },
  },
  notes:
    'L is the mean over the batch. With the weight 1 the total is L(θ + ε), and its gradient the one of the paper: loss and gradients logged are those at the weights themselves, with the sharpness beside them. A weight α between 0 and 1 is a mixture of both losses, (1 − α) L(θ) + α L(θ + ε), which approximates the penalty α · radius · ‖∇L‖ (Zhao, Zhang & Hu 2022; gradientNorm has it exactly). The weights of examples and other penalties are no part of L. Smaller batches make the largest loss nearby that of fewer examples, as in the paper’s m-sharpness.',
  aliases: ['sharpnessAwareMinimization', 'sharpnessAware'],
  heldConstant: 'ε',
  options: {
    radius: option.number({
      minimum: 0,
      default: 0.05,
      words: 'ρ, how far all parameters together are moved, as one vector',
    }),
  },
  short: 'radius',
  // All three derivatives are 2, so ε = (1, 1, 1) / √3, and the output is 1 + √3.
  example: { options: { radius: 1 }, value: 6.464101615137754 },
  make:
    ({ radius }) =>
    (evaluation) => {
      const direction = ofLengthOne(heldGradient(evaluation))
      return lossIncrease(
        evaluation,
        mapTensors([direction], ([step]) => step.mul(radius)),
      )
    },
})
