import { defineMetric } from '../catalogue/define.ts'
import { ofGuesses } from './count-guesses.ts'

export const matthewsCorrelation = defineMetric({
  name: 'matthewsCorrelation',
  summary: 'The correlation of guesses and true classes: 1 is perfect, 0 as good as guessing.',
  formula:
    '(c n − Σₖ tₖ gₖ) / √((n² − Σₖ gₖ²) (n² − Σₖ tₖ²)), c hits of n examples, tₖ of class k, gₖ taken for it',
  paper: {
    authors: 'Gorodkin',
    year: 2004,
    title: 'Comparing two K-category assignments by a K-category correlation coefficient',
    place: 'of two classes Matthews 1975',
  },
  cost: 'none to speak of',
  when: 'Classes of different frequencies: it is high only where every class is told from the others.',
  notes:
    'Of equal scores the first counts. 0 where all guesses, or all true classes, are one class, as in scikit-learn. NaN for no examples. Scores are logits or probabilities [n, classes], targets class numbers, int32 [n]; other shapes are a ShapeError, another dtype a DTypeError, a class number out of range a RangeError.',
  aliases: ['mcc', 'matthewsCorrcoef', 'phi'],
  better: 'larger',
  takes: 'classScores',
  needsDifferentTargets: true,
  options: {},
  example: {
    predictions: [
      [0.9, 0.1],
      [0.4, 0.6],
      [0.3, 0.7],
      [0.2, 0.8],
    ],
    targets: [0, 0, 1, 1],
    value: 0.5773502691896257,
  },
  ...ofGuesses('matthewsCorrelation', ({ examples, trues, guesses, hits }) => {
    if (examples === 0) return Number.NaN
    const products = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((sum, value, label) => sum + value * (b[label] ?? 0), 0)
    const right = hits.reduce((sum, value) => sum + value, 0)
    const square = examples * examples
    const guessed = square - products(guesses, guesses)
    const wanted = square - products(trues, trues)
    if (guessed === 0 || wanted === 0) return 0
    return (right * examples - products(trues, guesses)) / Math.sqrt(guessed) / Math.sqrt(wanted)
  }),
})
