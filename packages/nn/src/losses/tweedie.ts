import { exp } from '@sobolev/core'
import { defineLoss } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { matchTargets, meanByExample } from './loss.ts'

export const tweedie = defineLoss({
  name: 'tweedie',
  summary:
    'Half the deviance of amounts that may be 0, whose mean is the exponential of the output.',
  formula:
    'exp((2 − p) output) / (2 − p) − target · exp((1 − p) output) / (1 − p), p the power; the mean over the outputs of an example',
  paper: {
    authors: 'Tweedie',
    year: 1984,
    title: 'An index which distinguishes between some important exponential families',
  },
  cost: 'two exponentials for each output',
  when: 'Amounts of which many are exactly 0 and the others positive, such as claims of an insurance or rain of a day.',
  notes:
    'The variance is proportional to the mean to the power p. Towards 1 it becomes poisson, towards 2 gamma, up to constants. Without the terms of the deviance that no model changes: the loss of the best model is not 0. Outputs [n], [n, 1] or [n, ...], targets of at least 0, of any dtype in that shape; [n] and [n, 1] stand for each other. Other shapes are a ShapeError.',
  aliases: ['tweedieDeviance', 'tweedieLoss', 'regTweedie'],
  outputs: 'values',
  link: 'log',
  targets: 'nonNegative',
  options: {
    power: option.number({
      above: 1,
      below: 2,
      default: 1.5,
      words: 'the power of the mean that the variance is proportional to',
    }),
  },
  short: 'power',
  example: {
    options: { power: 1.5 },
    outputs: [0, 2 * Math.LN2],
    targets: [3, 2],
    value: [8, 6],
  },
  compute(outputs, targets, { power }) {
    const amounts = matchTargets('tweedie', outputs, targets)
    const rising = exp(outputs.mul(2 - power)).div(2 - power)
    const falling = exp(outputs.mul(1 - power)).div(power - 1)
    return meanByExample(rising.add(amounts.mul(falling)))
  },
})
