import { defineMetric } from '../catalogue/define.ts'
import { ofGuesses } from './count-guesses.ts'

export const balancedAccuracy = defineMetric({
  name: 'balancedAccuracy',
  summary: 'The accuracy among the examples of a class, the mean over the classes.',
  formula: 'mean over the classes that occur of (hits of the class / examples of the class)',
  paper: {
    authors: 'Brodersen, Ong, Stephan & Buhmann',
    year: 2010,
    title: 'The balanced accuracy and its posterior distribution',
  },
  cost: 'none to speak of',
  when: 'Classes of different frequencies that should count alike. Guessing reaches 1 / classes.',
  notes:
    'Of equal scores the first counts. Classes without examples are left out, as in scikit-learn. NaN for no examples. Scores are logits or probabilities [n, classes], targets class numbers, int32 [n]; other shapes are a ShapeError, another dtype a DTypeError, a class number out of range a RangeError.',
  aliases: ['balancedAccuracyScore', 'macroRecall'],
  better: 'larger',
  takes: 'classScores',
  options: {},
  example: {
    predictions: [
      [0.9, 0.1],
      [0.8, 0.2],
      [0.7, 0.3],
      [0.3, 0.7],
      [0.6, 0.4],
    ],
    targets: [0, 0, 0, 1, 1],
    value: 0.75,
  },
  ...ofGuesses('balancedAccuracy', ({ trues, hits }) => {
    const shares = trues.flatMap((count, label) =>
      count === 0 ? [] : [(hits[label] ?? 0) / count],
    )
    return shares.reduce((sum, share) => sum + share, 0) / shares.length
  }),
})
