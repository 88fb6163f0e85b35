import { defineMetric } from '../catalogue/define.ts'
import { checkColumns } from './check-rows.ts'

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
    const values = scores.data
    const truths = targets.data
    const wrong = truths.find((truth) => truth !== 0 && truth !== 1)
    if (wrong !== undefined) throw new RangeError(`auc: targets must be 0 or 1, got ${wrong}`)
    if (values.some(Number.isNaN)) return Number.NaN
    const order = Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
    let positives = 0
    let rankSum = 0
    for (let begin = 0; begin < order.length; ) {
      let end = begin
      let tiedPositives = 0
      while (end < order.length && values[order[end] ?? 0] === values[order[begin] ?? 0]) {
        tiedPositives += truths[order[end] ?? 0] ?? 0
        end++
      }
      // All that tie hold the mean of their ranks, which count from 1.
      rankSum += tiedPositives * ((begin + 1 + end) / 2)
      positives += tiedPositives
      begin = end
    }
    const negatives = order.length - positives
    return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
  },
})
