import { tensor } from '@sobolev/core'
import { defineTableMetric } from '../catalogue/define.ts'
import { ofGuesses } from './count-guesses.ts'

export const confusionMatrix = defineTableMetric({
  name: 'confusionMatrix',
  summary: 'How often examples of each class were taken for each class.',
  formula: 'counts[i, j] = examples of class i whose largest score is that of class j',
  paper: {
    authors: 'Miller & Nicely',
    year: 1955,
    title: 'An analysis of perceptual confusions among some English consonants',
  },
  cost: 'none to speak of',
  when: 'To see which classes a model mistakes for which. Accuracy, precision, recall and the like are all computed of it.',
  notes:
    'Rows are the true classes, columns what they were taken for: the diagonal is right. Of equal scores the first counts. Counts are int32 [classes, classes]. Scores are logits or probabilities [n, classes], targets class numbers, int32 [n]; other shapes are a ShapeError, another dtype a DTypeError, a class number out of range a RangeError.',
  aliases: ['confusion', 'contingencyTable', 'errorMatrix'],
  takes: 'classScores',
  gives: 'classMatrix',
  isUsual: true,
  options: {},
  example: {
    predictions: [
      [0.9, 0.1],
      [0.4, 0.6],
      [0.3, 0.7],
    ],
    targets: [0, 0, 1],
    value: {
      counts: [
        [1, 1],
        [0, 1],
      ],
    },
  },
  ...ofGuesses('confusionMatrix', ({ trues, guesses, count }) => {
    const rows = trues.map((_, label) => guesses.map((_, guess) => count(label, guess)))
    return { counts: tensor(rows, { dtype: 'int32' }) }
  }),
})
