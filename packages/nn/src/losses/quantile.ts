import { relu } from '@sobolev/core'
import { defineLoss } from '../catalogue/define.ts'
import { meanByExample } from './loss.ts'
import { levelFactors, levelsOption, quantilePredictions, shortfalls } from './quantile-levels.ts'

export const quantile = defineLoss({
  name: 'quantile',
  summary: 'The distance from the target, in which too low and too high do not count alike.',
  formula:
    'q (target − output) where the output is too low, (1 − q) (output − target) where it is too high; the mean over the outputs of an example',
  paper: { authors: 'Koenker & Bassett', year: 1978, title: 'Regression quantiles' },
  cost: 'none to speak of',
  when: 'Regression whose answer should be a quantile: with q 0.9 a bound that nine targets in ten stay below, with q [0.05, 0.5, 0.95] a median within an interval of nine in ten. Its second derivative is 0, so that a penalty on the input gradient sees only the size of the model’s slopes.',
  notes:
    'With q 0.5 it is half of absoluteError. The derivative where output and target are equal is 0. A list of quantiles is of outputs [n, ..., quantiles] and targets [n] or [n, ...]; the loss is the mean over the quantiles. Outputs may cross; what is predicted are the outputs of an example in rising order, which is never worse (Chernozhukov, Fernández-Val & Galichon 2010), as columns such as quantile_0.9, and as the prediction the quantile nearest to the median. Otherwise outputs [n], [n, 1] or [n, ...], targets of any dtype in that shape; [n] and [n, 1] stand for each other. Other shapes are a ShapeError.',
  aliases: ['pinball', 'quantileLoss', 'pinballLoss'],
  outputs: 'values',
  options: {
    q: levelsOption,
  },
  short: 'q',
  predictions: ({ q }) =>
    typeof q === 'number'
      ? { outputs: 1, columns: [{ name: 'prediction', of: (outputs) => outputs }] }
      : quantilePredictions(q),
  example: { options: { q: 0.75 }, outputs: [1, 3], targets: [3, 1], value: [1.5, 0.5] },
  compute(outputs, targets, { q }) {
    const tooLow = shortfalls('quantile', outputs, targets, q)
    const [low, high] = levelFactors(q, outputs)
    return meanByExample(relu(tooLow).mul(low).add(relu(tooLow.neg()).mul(high)))
  },
})
