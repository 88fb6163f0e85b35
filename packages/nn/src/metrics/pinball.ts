import { relu } from '@sobolev/core'
import { defineMetric } from '../catalogue/define.ts'
import { checkTensors } from '../check-tensors.ts'
import {
  levelFactors,
  levelsOption,
  quantileColumn,
  shortfalls,
} from '../losses/quantile-levels.ts'

export const pinball = defineMetric({
  name: 'pinball',
  summary: 'How far outputs that should be a quantile are from their targets; smaller is nearer.',
  formula:
    'mean of q (target − output) where it is too low, (1 − q) (output − target) where too high',
  paper: { authors: 'Koenker & Bassett', year: 1978, title: 'Regression quantiles' },
  cost: 'none to speak of',
  when: 'Models of a quantile, as by the loss quantile of the same q.',
  notes:
    'With q 0.5 it is half of meanAbsoluteError. Of a list it is the mean over the quantiles, with outputs [n, ..., quantiles]; a config takes the columns of these quantiles, or the prediction of a loss that has one. Over all elements, computed in float64; NaN for none. Otherwise outputs and targets have one shape, where [n] and [n, 1] stand for each other; others are a ShapeError.',
  aliases: ['pinballLoss', 'meanPinballLoss', 'quantile', 'quantileLoss'],
  better: 'smaller',
  takes: 'values',
  options: {
    q: levelsOption,
  },
  short: 'q',
  columns: ({ q }) => (typeof q === 'number' ? [q] : q).map(quantileColumn),
  example: { options: { q: 0.75 }, predictions: [1, 3], targets: [3, 1], value: 1 },
  accumulation: 'mean',
  compute(outputs, targets, { q }) {
    checkTensors('pinball', { outputs, targets })
    const precise = outputs.cast('float64')
    const tooLow = shortfalls('pinball', precise, targets, q)
    const [low, high] = levelFactors(q, precise)
    return relu(tooLow).mul(low).add(relu(tooLow.neg()).mul(high)).mean().item()
  },
})
