import { defineMetric } from '../catalogue/define.ts'
import { type AverageOptions, averageClasses, averageOption, share } from './average-classes.ts'
import { ofGuesses } from './count-guesses.ts'

export const recall = defineMetric({
  name: 'recall',
  summary: 'Of the examples of a class, the share that were taken for it.',
  formula: 'true positives / (true positives + false negatives) of each class, then their average',
  paper: {
    authors: 'Kent, Berry, Luehrs & Perry',
    year: 1955,
    title:
      'Machine literature searching VIII. Operational criteria for designing information retrieval systems',
  },
  cost: 'none to speak of',
  when: 'Where a miss is what costs. A model that says a class of everything has its recall 1: look at precision too.',
  notes:
    'Of equal scores the first counts. A class that no example is of or was taken for is left out; where a class has nothing to divide by, its score is 0, as in scikit-learn. NaN for no examples. Scores are logits or probabilities [n, classes], targets class numbers, int32 [n]; other shapes are a ShapeError, another dtype a DTypeError, a class number out of range, or binary with other than two classes, a RangeError.',
  aliases: ['recallScore', 'truePositiveRate', 'tpr'],
  better: 'larger',
  takes: 'classScores',
  options: { average: averageOption },
  short: 'average',
  example: {
    predictions: [
      [0.9, 0.1],
      [0.4, 0.6],
      [0.3, 0.7],
      [0.2, 0.8],
    ],
    targets: [0, 0, 0, 1],
    value: 0.6666666666666666,
  },
  ...ofGuesses('recall', (counts, options: AverageOptions) =>
    averageClasses('recall', counts, options, ({ trues, hits }) => share(hits, trues)),
  ),
})
