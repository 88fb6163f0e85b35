import { norm, stopGradient, type Tensor } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { heldGradient, lossIncrease, ofLengthOne } from './loss-increase.ts'

export const adversarialWeights = definePenalty({
  name: 'adversarialWeights',
  summary:
    'Adversarial weight perturbation: with the weight 1, training minimises the loss with weights moved against it, layer by layer.',
  formula:
    'L(θ + ε) − L(θ), εₗ = radius · ‖wₗ‖₂ · ∇L(wₗ) / ‖∇L(wₗ)‖₂ for the weights wₗ of each layer',
  paper: {
    authors: 'Wu, Xia & Wang',
    year: 2020,
    title: 'Adversarial weight perturbation helps robust generalization',
  },
  cost: 'the gradient by the parameters, and a second forward and backward pass, beside those of the loss itself: between twice and three times the step',
  when: 'The robust accuracy on training data is far above that on validation data. Beside sam it moves every layer by the same share of its length, so that none is left out.',
  advice: {
    wants: ['adversaries', 'sharpMinima'],
    suggested:
      'A radius of 0.005 with the weight 1, as the paper; 0.01 and more where nothing changes.',
    notWith:
      'Layers of weights near 0, such as those that begin at zeros: they are not moved. spectralNorm and weightNorm, which undo a change of length.',
    limits:
      'It makes flat in the weights, not in the inputs: without adversarial inputs it withstands no adversary.',
  },
  notes:
    'One step against the loss, as the paper takes it. The paper moves weights against the loss of adversarial inputs; here it is the loss of the batch as it is given: adversarial inputs come from a change of the batch, and other penalties do not see the moved weights. L is the mean over the batch, without the weights of examples.',
  aliases: ['awp', 'adversarialWeightPerturbation'],
  heldConstant: 'ε',
  options: {
    radius: option.number({
      minimum: 0,
      default: 0.005,
      words: 'γ, how far the weights of a layer are moved, as a share of their length',
    }),
    includes: option.parameters({ default: 'kernel', words: 'which weights are moved' }),
  },
  short: 'radius',
  // The weights (2, −1) have the length √5, and ε = √5 (1, 1) / √2: the output is 1 + √10.
  example: { options: { radius: 1 }, value: 16.32455532033676 },
  make:
    ({ radius, includes }) =>
    (evaluation) => {
      const gradient = heldGradient(evaluation)
      const moved = Object.entries(evaluation.weights(includes)).flatMap(([path, { value }]) => {
        const part = gradient[path]
        return part ? [[path, stepOf(stopGradient(value), part, radius)] as const] : []
      })
      return lossIncrease(evaluation, Object.fromEntries(moved))
    },
})

function stepOf(weights: Tensor, gradient: Tensor, radius: number): Tensor {
  const { direction = gradient } = ofLengthOne({ direction: gradient })
  return direction.mul(norm(weights).mul(radius))
}
