import { defineMetric } from '../catalogue/define.ts'
import { checkColumns, checkTruths } from './check-rows.ts'
import { areaUnderCurve } from './mean-ranks.ts'

export const auc = defineMetric({
  name: 'auc',
  summary:
    'The chance that a random positive example scores higher than a random negative one: the area under the receiver operating characteristic.',
  formula: '(positive above negative + ½ ties) / all pairs of a positive and a negative example',
  paper: {
    authors: 'Hanley & McNeil',
    year: 1982,
    title: 'The meaning and use of the area under a receiver operating characteristic (ROC) curve',
  },
  cost: 'a sort of the examples',
  when: 'Two classes of which one is rare, or a threshold that is set later. It does not see whether probabilities are right; logLoss does.',
  notes:
    'NaN without positive or without negative examples, and for scores that are not numbers. Scores are [n] or [n, 1], higher for the positive; targets are 0 or 1, of any dtype. Other sizes are a ShapeError, another target a RangeError.',
  aliases: ['rocAuc', 'auroc'],
  better: 'larger',
  takes: 'logOdds',
  isUsual: true,
  needsDifferentTargets: true,
  options: {},
  example: { predictions: [[1], [2], [3]], targets: [0, 1, 0], value: 0.5 },
  compute(scores, targets) {
    checkColumns('auc', scores, targets)
    checkTruths('auc', targets)
    const truths = targets.data
    return areaUnderCurve(scores.data, (index) => truths[index] === 1)
  },
})
