import { relu } from '@sobolev/core'
import { defineLoss } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { matchTargets, meanByExample } from './loss.ts'

export const quantile = defineLoss({
  name: 'quantile',
  summary: 'The distance from the target, in which too low and too high do not count alike.',
  formula:
    'q (target − output) where the output is too low, (1 − q) (output − target) where it is too high; the mean over the outputs of an example',
  paper: { authors: 'Koenker & Bassett', year: 1978, title: 'Regression quantiles' },
  cost: 'none to speak of',
  when: 'Regression whose answer should be a quantile: with q 0.9 a bound that nine targets in ten stay below. Its second derivative is 0, so that a penalty on the input gradient sees only the size of the model’s slopes.',
  notes:
    'With q 0.5 it is half of absoluteError. The derivative where output and target are equal is 0. Outputs [n], [n, 1] or [n, ...], targets of any dtype in that shape; [n] and [n, 1] stand for each other. Other shapes are a ShapeError.',
  aliases: ['pinball', 'quantileLoss', 'pinballLoss'],
  outputs: 'values',
  options: {
    q: option.number({
      above: 0,
      below: 1,
      default: 0.5,
      words: 'the share of targets that should be below the output',
    }),
  },
  short: 'q',
  example: { options: { q: 0.75 }, outputs: [1, 3], targets: [3, 1], value: [1.5, 0.5] },
  compute(outputs, targets, { q }) {
    const error = outputs.sub(matchTargets('quantile', outputs, targets))
    return meanByExample(
      relu(error.neg())
        .mul(q)
        .add(relu(error).mul(1 - q)),
    )
  },
})
