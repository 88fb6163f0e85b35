import { argmax } from '@sobolev/core'
import { defineMetric } from '../catalogue/define.ts'
import { checkClasses } from './check-rows.ts'

export const accuracy = defineMetric({
  name: 'accuracy',
  summary: 'The share of examples whose class has the largest score.',
  formula: 'mean over examples of [argmaxₖ scoreₖ = target]',
  paper: { authors: 'Duda & Hart', year: 1973, title: 'Pattern classification and scene analysis' },
  cost: 'none to speak of',
  when: 'Classes of about one frequency, and errors that cost the same. If one class is frequent, always guessing it does well: look at auc too.',
  notes:
    'Of equal scores the first counts. NaN for no examples. Scores are logits or probabilities [n, classes], targets class numbers, int32 [n]; other shapes are a ShapeError.',
  aliases: ['acc', 'valAcc', 'valAccuracy'],
  better: 'larger',
  takes: 'classScores',
  isUsual: true,
  hasBaseline: true,
  options: {},
  example: {
    predictions: [
      [0.9, 0.1],
      [0.4, 0.6],
    ],
    targets: [0, 0],
    value: 0.5,
  },
  accumulation: 'mean',
  compute(scores, targets) {
    checkClasses('accuracy', scores, targets)
    if (targets.size === 0) return Number.NaN
    const guesses = argmax(scores, 1).data
    const classes = targets.data
    let hits = 0
    for (let i = 0; i < classes.length; i++) if (guesses[i] === classes[i]) hits++
    return hits / classes.length
  },
})
