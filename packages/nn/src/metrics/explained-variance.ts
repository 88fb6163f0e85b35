import { mean, type Tensor } from '@sobolev/core'
import { defineMetric } from '../catalogue/define.ts'
import { batchMoments, joinMoments } from './batch-moments.ts'
import { checkColumns } from './check-rows.ts'

export const explainedVariance = defineMetric({
  name: 'explainedVariance',
  summary: 'The share of the spread of the targets that is not in the errors; 1 is perfect.',
  formula: '1 − variance(target − output) / variance(target)',
  paper: {
    authors: 'Achen',
    year: 1982,
    title: 'Interpreting and using regression',
  },
  cost: 'none to speak of',
  when: 'Regression, to see beside r2 whether outputs are all too high or too low: that does not change it, and lowers r2.',
  notes:
    'Computed in float64. Where all targets are equal it is 1 if all errors are equal, else 0, as in scikit-learn. NaN for no examples. Outputs and targets are [n] or [n, 1]; other sizes are a ShapeError.',
  aliases: ['explainedVarianceScore'],
  better: 'larger',
  takes: 'values',
  needsDifferentTargets: true,
  options: {},
  example: { predictions: [3, 4, 6], targets: [1, 2, 3], value: 0.6666666666666666 },
  accumulation: {
    count(outputs, targets) {
      checkColumns('explainedVariance', outputs, targets)
      const wanted = targets.cast('float64').reshape([targets.size])
      const errors = wanted.sub(outputs.cast('float64').reshape([targets.size]))
      return [...batchMoments(wanted), ...batchMoments(errors)]
    },
    join: (a, b) => [
      ...joinMoments(a.slice(0, 5), b.slice(0, 5)),
      ...joinMoments(a.slice(5), b.slice(5)),
    ],
    figure(counts) {
      const [examples = 0, , squares = 0, least = 0, most = 0] = counts
      const [, , ofErrors = 0, leastError = 0, mostError = 0] = counts.slice(5)
      if (examples === 0) return Number.NaN
      if (least === most) return leastError === mostError ? 1 : 0
      return 1 - ofErrors / squares
    },
  },
  compute(outputs, targets) {
    checkColumns('explainedVariance', outputs, targets)
    if (targets.size === 0) return Number.NaN
    const wanted = targets.cast('float64').reshape([targets.size])
    const errors = wanted.sub(outputs.cast('float64').reshape([targets.size]))
    if (spread(wanted) === 0) return spread(errors) === 0 ? 1 : 0
    return 1 - squares(errors) / squares(wanted)
  },
})

/** From the least to the most, which rounding of the mean does not keep from being 0. */
const spread = (values: Tensor): number => values.max().item() - values.min().item()

const squares = (values: Tensor): number => values.sub(mean(values)).square().sum().item()
