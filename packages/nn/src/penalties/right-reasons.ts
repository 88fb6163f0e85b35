import { mean, sum } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { logProbabilities } from './differentiated.ts'
import { exampleAxes } from './example-axes.ts'
import { columnsOption, ofColumns } from './input-columns.ts'

export const rightReasons = definePenalty({
  name: 'rightReasons',
  summary:
    'Keeps a classifier from looking at inputs that must not matter: in chosen columns, in chosen rows.',
  formula: 'mean over examples of ‖A ⊙ ∂ₓ Σₖ log pₖ‖², A 1 at what must not matter and 0 elsewhere',
  paper: {
    authors: 'Ross, Hughes & Doshi-Velez',
    year: 2017,
    title:
      'Right for the right reasons: training differentiable models by constraining their explanations',
    place: 'the second term of its loss, a sum over examples there',
  },
  cost: 'a gradient by the inputs, and a backward pass through it: about twice the step',
  when: 'Someone knows that a column, a region or a mark in an image goes with the class by chance, and the model takes it for a reason.',
  advice: {
    wants: ['wrongColumns', 'otherPlaces'],
    suggested:
      'The paper: a weight that makes the penalty about as large as the loss at first, 1000 for its images; begin with 1 and raise it until the metric falls.',
    notWith:
      'Batch normalisation, which mixes the rows. ReLU, of which training sees the slopes and no bend: tanh, softplus or gelu show both.',
    limits:
      'It says of an input that small changes must not matter; a large change may still. A column that is never right is better left out.',
  },
  notes:
    'Without columns all inputs are meant, without mask all rows; with both what is in the column and the row. In the library a mask may also be [n, ...] like the inputs: A itself. Σₖ log pₖ is stronger than the gradient of the loss, which is small where an example is predicted well.',
  aliases: ['rrr', 'rightForTheRightReasons', 'explanationConstraint'],
  derivatives: 1,
  perExample: true,
  losses: ['classLogits', 'binaryLogit'],
  options: {
    columns: { ...columnsOption, words: 'the inputs that must not matter' },
    mask: option.column({
      of: 'numbers',
      default: null,
      words: 'a column that is 1 in rows where they must not matter, and 0 in others',
    }),
  },
  // Both logits but for x: p = (0.73…, 0.26…), and ∂ₓ Σ log p = (2 p₀ − 1) (−1, 1); the second row does not count.
  example: {
    model: 'twoLogits',
    options: { columns: 'x1', mask: 'decoy' },
    loss: 'softmaxCrossEntropy',
    inputs: [
      [1, 0],
      [1, 0],
    ],
    targets: [0, 0],
    columns: { decoy: [1, 0] },
    value: 0.106776133517,
  },
  make:
    ({ columns, mask }) =>
    (evaluation) => {
      const { inputs, outputs, gradient, column } = evaluation
      const slopes = ofColumns(
        gradient(sum(logProbabilities(outputs)), inputs),
        columns,
        evaluation,
      )
      const axes = exampleAxes(slopes)
      if (mask === null) return mean(sum(slopes.square(), axes))
      const counts = column(mask).cast(slopes.dtype)
      const perRow =
        counts.size === counts.shape[0] ? [counts.size, ...axes.map(() => 1)] : counts.shape
      return mean(sum(slopes.mul(counts.reshape(perRow)).square(), axes))
    },
})
