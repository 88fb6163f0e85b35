import { defineMetric } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { pickTargets } from '../losses/pick-targets.ts'
import { checkClasses } from './check-rows.ts'

export const topK = defineMetric({
  name: 'topK',
  summary: 'The share of examples whose class is among the k of largest score.',
  formula: 'mean over examples of [fewer than k classes score higher than the target]',
  paper: {
    authors: 'Krizhevsky, Sutskever & Hinton',
    year: 2012,
    title: 'ImageNet classification with deep convolutional neural networks',
  },
  cost: 'none to speak of',
  when: 'Many classes, of which several are near each other, or a model that suggests some to choose from.',
  notes:
    'With k 1 it is accuracy. Of equal scores the first counts, where scikit-learn takes the last. NaN for no examples. Scores are logits or probabilities [n, classes], targets class numbers, int32 [n]; other shapes are a ShapeError, another dtype a DTypeError, a class number out of range, or a k above the number of classes, a RangeError.',
  aliases: ['topKAccuracy', 'topKCategoricalAccuracy', 'top5', 'topKAccuracyScore'],
  better: 'larger',
  takes: 'classScores',
  options: {
    k: option.integer({ minimum: 1, default: 2, words: 'how many classes may be named' }),
  },
  short: 'k',
  example: {
    options: { k: 2 },
    predictions: [
      [0.5, 0.3, 0.2],
      [0.5, 0.3, 0.2],
      [0.5, 0.3, 0.2],
      [0.1, 0.3, 0.6],
    ],
    targets: [0, 1, 2, 1],
    value: 0.75,
  },
  accumulation: 'mean',
  compute(scores, targets, { k }) {
    checkClasses('topK', scores, targets)
    // Only for its errors, which name this metric.
    pickTargets('topK', scores, targets)
    const classes = scores.shape[1] ?? 0
    if (k > classes)
      throw new RangeError(`topK: k must be at most the number of classes ${classes}, got ${k}`)
    const values = scores.data
    let hits = 0
    targets.data.forEach((target, row) => {
      const score = values[row * classes + target] ?? Number.NaN
      let before = 0
      for (let label = 0; label < classes; label++) {
        const other = values[row * classes + label] ?? Number.NaN
        if (label < target ? !(other < score) : label > target && !(other <= score)) before++
      }
      if (before < k) hits++
    })
    return hits / targets.size
  },
})
