import { defineMetric } from '../catalogue/define.ts'
import { type AverageOptions, averageClasses, averageOption, share } from './average-classes.ts'
import { ofGuesses } from './count-guesses.ts'

export const f1 = defineMetric({
  name: 'f1',
  summary: 'The harmonic mean of precision and recall.',
  formula:
    '2 true positives / (2 true positives + false positives + false negatives) of each class, then their average',
  paper: {
    authors: 'van Rijsbergen',
    year: 1979,
    title: 'Information retrieval',
  },
  cost: 'none to speak of',
  when: 'Rare classes, where both misses and false alarms count. It does not see who was rightly not taken for a class; matthewsCorrelation does.',
  notes:
    'Of equal scores the first counts. A class that no example is of or was taken for is left out; where a class has nothing to divide by, its score is 0, as in scikit-learn. NaN for no examples. Scores are logits or probabilities [n, classes], targets class numbers, int32 [n]; other shapes are a ShapeError, another dtype a DTypeError, a class number out of range, or binary with other than two classes, a RangeError.',
  aliases: ['f1Score', 'fScore', 'fMeasure', 'dice'],
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
    value: 0.5,
  },
  ...ofGuesses('f1', (counts, options: AverageOptions) =>
    averageClasses('f1', counts, options, ({ trues, guesses, hits }) =>
      share(2 * hits, trues + guesses),
    ),
  ),
})
