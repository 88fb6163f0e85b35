import { defineTableMetric } from '../catalogue/define.ts'
import { countAbove } from './count-above.ts'
import { curveColumns } from './curve-columns.ts'

export const rocCurve = defineTableMetric({
  name: 'rocCurve',
  summary:
    'The receiver operating characteristic: what share of the positive, and of the negative examples scores at least each threshold.',
  formula:
    'truePositiveRate = positives of score ≥ threshold / positives, falsePositiveRate = negatives of score ≥ threshold / negatives',
  paper: {
    authors: 'Peterson, Birdsall & Fox',
    year: 1954,
    title: 'The theory of signal detectability',
  },
  cost: 'a sort of the examples',
  when: 'To choose a threshold by what misses and false alarms cost. The area under it is auc. Where positives are rare, look at precisionRecallCurve.',
  notes:
    'Thresholds fall, from infinity, above all scores. Points on a straight line between their neighbours are left out, as in scikit-learn. A rate without examples to divide by is NaN, and there are no points for scores that are not numbers. Columns are float64 [points]. Scores are [n] or [n, 1], higher for the positive; targets are 0 or 1, of any dtype. Other sizes are a ShapeError, another target a RangeError.',
  aliases: ['roc', 'receiverOperatingCharacteristic'],
  takes: 'logOdds',
  gives: 'curve',
  needsDifferentTargets: true,
  options: {},
  example: {
    predictions: [[4], [3], [2], [1]],
    targets: [1, 0, 1, 0],
    value: {
      threshold: [Number.POSITIVE_INFINITY, 4, 3, 2, 1],
      falsePositiveRate: [0, 0, 0.5, 0.5, 1],
      truePositiveRate: [0, 0.5, 0.5, 1, 1],
    },
  },
  compute(scores, targets) {
    const counts = countAbove('rocCurve', scores, targets) ?? []
    const { truePositives: positives = 0, falsePositives: negatives = 0 } = counts.at(-1) ?? {}
    const kept = counts.filter((point, index) => {
      const [before, after] = [counts[index - 1], counts[index + 1]]
      if (before === undefined || after === undefined) return true
      return (['truePositives', 'falsePositives'] as const).some(
        (count) => after[count] - point[count] !== point[count] - before[count],
      )
    })
    const column = curveColumns(kept)
    return {
      threshold: column(({ threshold }) => threshold),
      falsePositiveRate: column(({ falsePositives }) => falsePositives / negatives),
      truePositiveRate: column(({ truePositives }) => truePositives / positives),
    }
  },
})
