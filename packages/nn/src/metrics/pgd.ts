import { clip, stopGradient } from '@sobolev/core'
import {
  attackOptions,
  limited,
  limitsFault,
  moved,
  stepOptions,
  stepSizeOf,
} from '../attacks/attack-options.ts'
import { defineEvaluationMetric } from '../catalogue/define.ts'
import { rightWith } from './right-with.ts'

export const pgd = defineEvaluationMetric({
  name: 'pgd',
  summary:
    'The accuracy under projected gradient descent: each input moved by at most epsilon, in several steps to where the loss grows.',
  formula:
    'mean over examples of [argmaxₖ fₖ(x′) = target], x′ ← x′ + stepSize · sign ∂L/∂x′, brought back to |x′ − x| ≤ ε, steps times from x′ = x',
  paper: {
    authors: 'Madry, Makelov, Schmidt, Tsipras & Vladu',
    year: 2018,
    title: 'Towards deep learning models resistant to adversarial attacks',
    place: 'section 2.1',
  },
  cost: 'a forward and a backward pass for each step',
  when: 'To see what small changes of the inputs can do at worst, as far as gradients find it. One step of size epsilon is fgsm.',
  notes:
    'It begins at the inputs themselves, so that the figure is the same every time; the paper also begins at random. The size of a step is 2.5 epsilon / steps unless given, as there. By the loss that the model is trained on. minimum and maximum bound all moved inputs alike, and with them inputs that lay beyond. Of equal outputs the first class counts; of a single logit, above 0 is the second class. Outputs are [n, classes], or [n] or [n, 1] for two classes; others are a ShapeError.',
  aliases: ['projectedGradientDescent', 'iterativeFgsm', 'bim', 'robustAccuracy'],
  better: 'larger',
  byInputs: true,
  forClasses: true,
  options: {
    ...attackOptions,
    ...stepOptions,
  },
  check: limitsFault,
  short: 'epsilon',
  // f is −2 and −0.5: class 0, rightly. Two steps of 0.2 would move inputs by 0.4, of which 0.25 are left: f rises by 0.75.
  example: {
    options: { epsilon: 0.25, steps: 2, stepSize: 0.2 },
    inputs: [
      [-1, 0],
      [-0.25, 0],
    ],
    targets: [[0], [0]],
    loss: 'binaryCrossEntropy',
    value: 0.5,
  },
  make:
    ({ epsilon, steps, stepSize, ...limits }) =>
    (evaluation) => {
      const { inputs, targets, loss, forward, gradient } = evaluation
      const size = stepSizeOf({ epsilon, steps, stepSize })
      const [low, high] = [inputs.sub(epsilon), inputs.add(epsilon)]
      let against = inputs
      let slope = evaluation.inputGradient()
      for (let step = 1; ; step++) {
        against = limited(clip(moved(against, slope, size), low, high), limits)
        if (step === steps) return rightWith('pgd', evaluation, against)
        // A new beginning, so that no derivative goes through the steps before.
        against = stopGradient(against)
        slope = gradient(loss(forward(against), targets), against)
      }
    },
})
