import { attackOptions, limited, limitsFault, moved } from '../attacks/attack-options.ts'
import { defineEvaluationMetric } from '../catalogue/define.ts'
import { rightWith } from './right-with.ts'

export const fgsm = defineEvaluationMetric({
  name: 'fgsm',
  summary:
    'The accuracy under the fast gradient sign method: each input moved by epsilon to where the loss grows.',
  formula: 'mean over examples of [argmaxₖ fₖ(x + ε sign ∂L/∂x) = target]',
  paper: {
    authors: 'Goodfellow, Shlens & Szegedy',
    year: 2015,
    title: 'Explaining and harnessing adversarial examples',
    place: 'section 4',
  },
  cost: 'a backward pass and a second forward pass',
  when: 'To see how much of the accuracy small changes of the inputs take away, beside the penalty inputGradient. An attack of more steps, pgd, finds more.',
  notes:
    'By the loss that the model is trained on. Inputs without an influence stay where they are. minimum and maximum bound all moved inputs alike, and with them inputs that lay beyond. Of equal outputs the first class counts; of a single logit, above 0 is the second class. Outputs are [n, classes], or [n] or [n, 1] for two classes; others are a ShapeError.',
  aliases: ['adversarialAccuracy', 'fastGradientSign', 'fastGradientMethod'],
  better: 'larger',
  byInputs: true,
  forClasses: true,
  options: attackOptions,
  check: limitsFault,
  short: 'epsilon',
  // f is −2 and −0.5: class 0, rightly. It rises by 3 ε = 0.75, to −1.25 and 0.25.
  example: {
    options: { epsilon: 0.25 },
    inputs: [
      [-1, 0],
      [-0.25, 0],
    ],
    targets: [[0], [0]],
    loss: 'binaryCrossEntropy',
    value: 0.5,
  },
  make:
    ({ epsilon, ...limits }) =>
    (evaluation) => {
      const against = moved(evaluation.inputs, evaluation.inputGradient(), epsilon)
      return rightWith('fgsm', evaluation, limited(against, limits))
    },
})
