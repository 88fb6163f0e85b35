import { tensor } from '@sobolev/core'
import { defineTableMetric } from '../catalogue/define.ts'
import { share } from './average-classes.ts'
import { ofGuesses } from './count-guesses.ts'

export const classReport = defineTableMetric({
  name: 'classReport',
  summary: 'Precision, recall and F1 of each class, and how many examples are of it.',
  formula:
    'precision[k] = hits / taken for k, recall[k] = hits / examples of k, f1[k] = 2 hits / (taken for k + examples of k)',
  paper: { authors: 'van Rijsbergen', year: 1979, title: 'Information retrieval' },
  cost: 'none to speak of',
  when: 'Classes of which some are rare or matter more, which one number for all of them hides.',
  notes:
    'Of equal scores the first counts. Where a class has nothing to divide by, its score is 0, as in scikit-learn; precision, recall and f1 are the averages. Columns are float64 [classes], examples int32 [classes]. Scores are logits or probabilities [n, classes], targets class numbers, int32 [n]; other shapes are a ShapeError, another dtype a DTypeError, a class number out of range a RangeError.',
  aliases: ['classificationReport', 'precisionRecallFscoreSupport', 'perClass'],
  takes: 'classScores',
  gives: 'byClass',
  options: {},
  example: {
    predictions: [
      [0.9, 0.1],
      [0.4, 0.6],
      [0.3, 0.7],
      [0.2, 0.8],
    ],
    targets: [0, 0, 1, 1],
    value: {
      precision: [1, 0.6666666666666666],
      recall: [0.5, 1],
      f1: [0.6666666666666666, 0.8],
      examples: [2, 2],
    },
  },
  ...ofGuesses('classReport', ({ trues, guesses, hits }) => {
    const column = (scoreOf: (hit: number, ofClass: number, taken: number) => number) =>
      tensor(
        trues.map((ofClass, label) => scoreOf(hits[label] ?? 0, ofClass, guesses[label] ?? 0)),
        { dtype: 'float64' },
      )
    return {
      precision: column((hit, _, taken) => share(hit, taken)),
      recall: column((hit, ofClass) => share(hit, ofClass)),
      f1: column((hit, ofClass, taken) => share(2 * hit, ofClass + taken)),
      examples: tensor(trues, { dtype: 'int32' }),
    }
  }),
})
