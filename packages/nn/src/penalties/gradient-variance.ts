import { definePenalty } from '../catalogue/define.ts'
import { exampleGradientsOption, meanSquaredGradient } from './example-gradients.ts'

export const gradientVariance = definePenalty({
  name: 'gradientVariance',
  summary: 'Keeps the gradients of single examples by the parameters close to their mean.',
  formula: 'mean over examples of ‖gᵢ − ḡ‖², gᵢ = ∂Lᵢ/∂θ, ḡ their mean over the batch',
  paper: {
    authors: 'Smith, Dherin, Barrett & De',
    year: 2021,
    title: 'On the origin of implicit regularization in stochastic gradient descent',
  },
  cost: 'for each draw a gradient by the parameters, and a backward pass through it: about twice the step; "all" as many backward passes as examples',
  when: 'Training in large batches generalises worse than in small ones: small batches keep this small by themselves.',
  advice: {
    wants: ['fewRows', 'sharpMinima', 'wrongLabels'],
    suggested:
      'The learning rate / (4 · the batch size that is imitated): that is what sgd of small batches and finite steps does by itself, by the paper. In 60 epochs of configs/two-moons.yaml the largest eigenvalue of the Hessian ends at 1.47 with a weight of 0.01, and at 2.37 without.',
    notWith:
      'Batch normalisation, by which the loss of an example depends on the others. "all" with large batches: it holds activations for each pair of examples.',
    limits:
      'An estimate of one draw has a relative standard deviation of about 1.4, where no example stands out; draws average it. It is 0 for a batch of one example.',
  },
  notes:
    'A draw gives each example a random sign s and takes ‖∂(Σ sᵢ (Lᵢ − L̄))/∂θ‖² / n: right on average, its standard deviation falls as 1 / √draws. The paper finds that the steps of sgd follow, on average over batches, a loss with ‖ḡ‖² (gradientNorm, squared) and this term besides.',
  aliases: ['gradVariance', 'gradientNoise'],
  derivatives: 1,
  exampleDerivatives: true,
  options: { draws: exampleGradientsOption },
  short: 'draws',
  // The outputs are 1 and −1, the gradients (2, 2; 2) and (0, −2; −2), each 3 from their mean (1, 0; 0).
  example: {
    options: { draws: 'all' },
    inputs: [
      [1, 1],
      [0, 1],
    ],
    targets: [[0], [0]],
    value: 9,
  },
  make:
    ({ draws }) =>
    (evaluation) => {
      const { losses } = evaluation
      return meanSquaredGradient(evaluation, losses.sub(losses.mean()), draws)
    },
})
