import { max, mean, norm, stack, sum, where } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { checkClassScores, isTrueClass } from '../losses/check-class-scores.ts'
import { asRows, jacobianRows } from './differentiated.ts'

export const largeMargin = definePenalty({
  name: 'largeMargin',
  summary: 'Keeps examples at a distance from the boundaries of their class, in the inputs.',
  formula:
    'mean over examples of Σ over the other classes k, or the largest, of max(0, γ + (fₖ − f_y) / ‖∇fₖ − ∇f_y‖)',
  paper: {
    authors: 'Elsayed, Krishnan, Mobahi, Regan & Bengio',
    year: 2018,
    title: 'Large margin deep networks for classification',
  },
  cost: 'for each class a backward pass by the inputs, and one through it: about K steps more',
  when: 'Few classes, few or noisy examples: the margin is in units of the inputs, where that of a hinge is in units of outputs, which a network can scale as it likes.',
  advice: {
    wants: ['adversaries', 'noise', 'fewRows', 'wrongLabels'],
    suggested: 'A weight of 0.1 to 1 and a margin of half the noise that is to be borne.',
    notWith: 'Batch normalisation, which mixes the rows.',
    limits:
      'The distance is that of the linearised model: right near a boundary, and a guess far from it.',
  },
  notes:
    'The paper holds the norm constant in the derivative; here it is differentiated too. p is the norm of the distance, so that its dual is taken of gradients. Where two gradients are equal the distance has no meaning: the difference of the outputs stands for it. The paper has margins of hidden layers beside it.',
  aliases: ['marginPenalty', 'largeMarginLoss'],
  goesByTargets: true,
  derivatives: 1,
  perExample: true,
  losses: ['classLogits', 'classScores'],
  options: {
    margin: option.number({
      above: 0,
      default: 1,
      words: 'γ, the wanted distance, in units of the prepared inputs',
    }),
    p: option.choice({
      values: [1, 2, 'infinity'],
      default: 2,
      words: 'the norm in which distances are measured',
    }),
    classes: option.choice({
      values: ['all', 'nearest'],
      default: 'all',
      words: 'whether the boundaries to all other classes count, or that to the nearest',
    }),
  },
  // f = (3, 2), so that the boundary is 1 / ‖(−1, 1)‖ away.
  example: {
    model: 'twoLogits',
    inputs: [[2, 1]],
    targets: [0],
    loss: 'softmaxCrossEntropy',
    value: 0.2928932188134524,
  },
  make:
    ({ margin, p, classes }) =>
    (evaluation) => {
      const { outputs, unmixedTargets: targets } = evaluation
      checkClassScores('largeMargin', outputs, targets)
      const isTrue = isTrueClass(outputs, targets).cast(outputs.dtype)
      const rows = stack(jacobianRows(evaluation, outputs).map(asRows), 1)
      const trueRow = sum(rows.mul(isTrue.expandDims(2)), 1, { keepDims: true })
      const slopes = norm(rows.sub(trueRow), duals[p], 2)
      const lead = outputs.sub(sum(outputs.mul(isTrue), 1, { keepDims: true }))
      const missing = lead
        .div(where(slopes.equal(0), 1, slopes))
        .add(margin)
        .relu()
      const ofOthers = missing.mul(isTrue.neg().add(1))
      return mean(classes === 'all' ? sum(ofOthers, 1) : max(ofOthers, 1))
    },
})

const duals = { 1: 'infinity', 2: 2, infinity: 1 } as const
