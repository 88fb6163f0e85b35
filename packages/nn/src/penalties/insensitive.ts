import { mean, onesLike, sum } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { logProbabilities } from './differentiated.ts'
import { exampleAxes } from './example-axes.ts'

export const insensitive = definePenalty({
  name: 'insensitive',
  summary:
    'Keeps the probabilities of all classes from changing with the inputs, whichever class is the true one.',
  formula: 'mean over examples of ‖∂/∂x Σₖ (1/K) log pₖ‖², K classes of probabilities pₖ',
  paper: {
    authors: 'Ross & Doshi-Velez',
    year: 2018,
    title:
      'Improving the adversarial robustness and interpretability of deep neural networks by regularizing their input gradients',
  },
  cost: 'a gradient by the inputs, and a backward pass through it: about twice the step',
  when: 'As inputGradient, for classes: it also presses where an example is predicted well, and the loss and its gradient are near 0.',
  advice: {
    wants: ['noise', 'adversaries', 'wrongColumns'],
    suggested: 'A weight of 0.1 to 10; begin with 1.',
    notWith:
      'ReLU, of which training sees the slopes and no bend: tanh, softplus or gelu show both. Batch normalisation, which mixes the rows.',
    limits:
      'Gradients of the classes can cancel in the sum: it is 0 at probabilities that do not differ, whatever the Jacobian is.',
  },
  notes:
    'It is the gradient of the cross-entropy between the even distribution and the probabilities. A single output is the logit of the second of two classes.',
  aliases: ['certaintyInsensitivity', 'certaintySensitivity'],
  derivatives: 1,
  perExample: true,
  losses: ['classLogits', 'binaryLogit'],
  options: {},
  // p = (¾, ¼) there, so the gradient is ¼ (∇f₂ − ∇f₁) = ¼ (−1, 1).
  example: {
    model: 'twoLogits',
    inputs: [[1.0986122886681098, 0]],
    targets: [0],
    loss: 'softmaxCrossEntropy',
    value: 0.125,
  },
  make: () => (evaluation) => {
    const logs = logProbabilities(evaluation.outputs)
    const means = mean(logs, logs.rank - 1)
    const gradient = evaluation.vectorJacobian(onesLike(means), means)
    return mean(sum(gradient.square(), exampleAxes(gradient)))
  },
})
