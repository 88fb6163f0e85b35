import { defineTableMetric } from '../catalogue/define.ts'
import { countAbove } from './count-above.ts'
import { curveColumns } from './curve-columns.ts'

export const precisionRecallCurve = defineTableMetric({
  name: 'precisionRecallCurve',
  summary:
    'For each threshold, which share of the examples above it is positive, and which share of the positives is above it.',
  formula:
    'precision = positives of score ≥ threshold / examples of score ≥ threshold, recall = positives of score ≥ threshold / positives',
  paper: {
    authors: 'Raghavan, Bollmann & Jung',
    year: 1989,
    title:
      'A critical investigation of recall and precision as measures of retrieval system performance',
  },
  cost: 'a sort of the examples',
  when: 'Rare positives, of which each alarm costs something. The area under it, by steps, is averagePrecision.',
  notes:
    'Thresholds fall, from infinity, above all scores, where the precision counts as 1. Points between others of the same recall are left out, as in scikit-learn with drop_intermediate. The recall without positives is NaN, and there are no points for scores that are not numbers. Columns are float64 [points]. Scores are [n] or [n, 1], higher for the positive; targets are 0 or 1, of any dtype. Other sizes are a ShapeError, another target a RangeError.',
  aliases: ['prCurve', 'precisionRecall'],
  takes: 'logOdds',
  gives: 'curve',
  needsDifferentTargets: true,
  options: {},
  example: {
    predictions: [[4], [3], [2], [1]],
    targets: [1, 0, 1, 0],
    value: {
      threshold: [Number.POSITIVE_INFINITY, 4, 3, 2, 1],
      precision: [1, 1, 0.5, 0.6666666666666666, 0.5],
      recall: [0, 0.5, 0.5, 1, 1],
    },
  },
  compute(scores, targets) {
    const counts = countAbove('precisionRecallCurve', scores, targets) ?? []
    const positives = counts.at(-1)?.truePositives ?? 0
    const kept = counts.filter(({ truePositives }, index) => {
      const [before, after] = [counts[index - 1], counts[index + 1]]
      if (before === undefined || after === undefined) return true
      return truePositives !== before.truePositives || truePositives !== after.truePositives
    })
    const column = curveColumns(kept)
    return {
      threshold: column(({ threshold }) => threshold),
      precision: column(({ truePositives, falsePositives }) =>
        truePositives + falsePositives === 0 ? 1 : truePositives / (truePositives + falsePositives),
      ),
      recall: column(({ truePositives }) => truePositives / positives),
    }
  },
})
