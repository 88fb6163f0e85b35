import { defineMetric } from '../catalogue/define.ts'
import { countAbove } from './count-above.ts'

export const averagePrecision = defineMetric({
  name: 'averagePrecision',
  summary:
    'The precision at every threshold, weighted by the recall that it adds: the area under the curve of precision and recall.',
  formula: 'Σₙ (recallₙ − recallₙ₋₁) precisionₙ over the different scores from above',
  paper: {
    authors: 'Buckley & Voorhees',
    year: 2000,
    title: 'Evaluating evaluation measure stability',
  },
  cost: 'a sort of the examples',
  when: 'Two classes of which the second is rare, and what is found should be right. Guessing reaches the share of that class, so figures of other data cannot be compared.',
  notes:
    'By steps, without a line between them, as average_precision_score of scikit-learn. NaN without positive examples, and for scores that are not numbers. Scores are [n] or [n, 1], higher for the positive; targets are 0 or 1, of any dtype. Other sizes are a ShapeError, another target a RangeError.',
  aliases: ['averagePrecisionScore', 'ap', 'prAuc', 'aucPr'],
  better: 'larger',
  takes: 'logOdds',
  needsDifferentTargets: true,
  options: {},
  example: { predictions: [[4], [3], [2], [1]], targets: [1, 0, 1, 0], value: 0.8333333333333333 },
  compute(scores, targets) {
    const counts = countAbove('averagePrecision', scores, targets)
    if (counts === null) return Number.NaN
    let sum = 0
    let before = 0
    for (const { truePositives, falsePositives } of counts) {
      sum += (truePositives - before) * (truePositives / (truePositives + falsePositives))
      before = truePositives
    }
    return sum / before
  },
})
