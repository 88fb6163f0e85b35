import { equal, less, type Rng, sigmoid, stopGradient, type Tensor, where } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { exampleGradientsOption, meanSquaredGradient } from './example-gradients.ts'

export const fisherTrace = definePenalty({
  name: 'fisherTrace',
  summary:
    'Keeps the trace of the Fisher information small: how much the parameters can change what is predicted.',
  formula: 'mean over examples of ‖∂ log p(y | xᵢ)/∂θ‖², y drawn from p(· | xᵢ)',
  paper: {
    authors: 'Jastrzębski et al.',
    year: 2021,
    title: 'Catastrophic Fisher explosion: early phase Fisher matrix impacts generalization',
  },
  cost: 'for each draw a gradient by the parameters, and a backward pass through it: about twice the step; "all" as many backward passes as examples',
  when: 'A small learning rate is needed, or was found to be stable alone, and generalises worse than a large one: a large one keeps this small early in training.',
  advice: {
    wants: ['fewRows', 'sharpMinima', 'wrongLabels'],
    suggested:
      'A weight of 0.001 to 0.1 from the first step on; what it does happens early. In 60 epochs of configs/two-moons.yaml the largest eigenvalue of the Hessian ends at 0.61 with a weight of 0.02, which costs accuracy there, and at 2.37 without.',
    notWith:
      'Batch normalisation, by which the loss of an example depends on the others. "all" with large batches: it holds activations for each pair of examples.',
    limits:
      'An estimate: the labels are drawn, and each draw of signs has a relative standard deviation of about 1.4, where no example stands out.',
  },
  notes:
    'Labels are drawn from the predictions, through which no derivative passes, so that the expectation is the Fisher information of the model; with the given labels it is the empirical one, which is another thing, and vanishes where the labels are learned. The paper estimates it by the squared norm of the gradient of a whole batch of drawn labels; random signs in place of this do the same for given labels too. With the softmax and the cross-entropy the trace is that of the Gauss–Newton matrix.',
  aliases: ['fisherPenalty', 'fisherInformation', 'traceOfFisher'],
  derivatives: 1,
  exampleDerivatives: true,
  losses: ['classLogits', 'binaryLogit'],
  options: {
    labels: option.choice({
      values: ['sampled', 'given'],
      default: 'sampled',
      words: 'of which labels: drawn from the predictions, or those of the data',
    }),
    draws: exampleGradientsOption,
  },
  // One logit of 1 and the label 0: ∂L/∂logit = σ(1) = 0.731, and each of the three parameters has that derivative.
  example: {
    options: { labels: 'given', draws: 'all' },
    loss: 'binaryCrossEntropy',
    value: 1.6033399361655691,
  },
  make:
    ({ labels, draws }) =>
    (evaluation) =>
      meanSquaredGradient(
        evaluation,
        labels === 'given' ? evaluation.losses : lossesOfSampled(evaluation),
        draws,
      ),
})

/** The losses for labels that are drawn from the predictions, in the form of the targets, for those that there are. */
function lossesOfSampled({ outputs, targets, loss, rng }: Evaluation): Tensor {
  const drawn = sample(rng.split('labels'), stopGradient(outputs), targets.size)
  const labels = drawn.reshape(targets.shape).cast(targets.dtype)
  // Steps without a target, as those that pad a sequence: a negative class number, or NaN.
  const given =
    targets.dtype === 'int32'
      ? where(less(targets, 0), targets, labels)
      : where(equal(targets, targets), labels, targets)
  return loss(outputs, given)
}

/** A class for each target: of one logit the second class with the probability σ. */
const sample = (rng: Rng, logits: Tensor, count: number): Tensor =>
  logits.size === count ? rng.bernoulli(sigmoid(logits)) : rng.categorical(logits)
