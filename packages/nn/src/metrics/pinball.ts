import { relu } from '@sobolev/core'
import { defineMetric } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { checkTensors } from '../check-tensors.ts'
import { matchTargets } from '../losses/loss.ts'

export const pinball = defineMetric({
  name: 'pinball',
  summary: 'How far outputs that should be a quantile are from their targets; smaller is nearer.',
  formula:
    'mean of q (target − output) where it is too low, (1 − q) (output − target) where too high',
  paper: { authors: 'Koenker & Bassett', year: 1978, title: 'Regression quantiles' },
  cost: 'none to speak of',
  when: 'Models of a quantile, as by the loss quantile of the same q.',
  notes:
    'With q 0.5 it is half of meanAbsoluteError. Over all elements, computed in float64; NaN for none. Outputs and targets have one shape, where [n] and [n, 1] stand for each other; others are a ShapeError.',
  aliases: ['pinballLoss', 'meanPinballLoss', 'quantile', 'quantileLoss'],
  better: 'smaller',
  takes: 'values',
  options: {
    q: option.number({
      above: 0,
      below: 1,
      default: 0.5,
      words: 'the share of targets that should be below the output',
    }),
  },
  short: 'q',
  example: { options: { q: 0.75 }, predictions: [1, 3], targets: [3, 1], value: 1 },
  compute(outputs, targets, { q }) {
    checkTensors('pinball', { outputs, targets })
    const precise = outputs.cast('float64')
    const error = precise.sub(matchTargets('pinball', precise, targets))
    return relu(error.neg())
      .mul(q)
      .add(relu(error).mul(1 - q))
      .mean()
      .item()
  },
})
