import { defineMetric } from '../catalogue/define.ts'
import { checkColumns, checkTruths } from './check-rows.ts'

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
    checkColumns('averagePrecision', scores, targets)
    checkTruths('averagePrecision', targets)
    const values = scores.data
    const truths = targets.data
    if (values.some(Number.isNaN)) return Number.NaN
    const order = Array.from(values.keys()).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0))
    let sum = 0
    let positives = 0
    for (let begin = 0; begin < order.length; ) {
      const before = positives
      let end = begin
      while (end < order.length && values[order[end] ?? 0] === values[order[begin] ?? 0])
        positives += truths[order[end++] ?? 0] ?? 0
      sum += (positives - before) * (positives / end)
      begin = end
    }
    return sum / positives
  },
})
