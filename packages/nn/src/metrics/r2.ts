import { mean } from '@sobolev/core'
import { defineMetric } from '../catalogue/define.ts'
import { batchMoments, joinMoments } from './batch-moments.ts'
import { checkColumns } from './check-rows.ts'

export const r2 = defineMetric({
  name: 'r2',
  summary: 'The coefficient of determination: 1 is perfect, 0 as good as the mean of the targets.',
  formula: '1 − Σ (output − target)² / Σ (target − mean target)²',
  paper: {
    authors: 'Wright',
    year: 1921,
    title: 'Correlation and causation',
  },
  cost: 'none to speak of',
  when: 'Regression, to compare across targets of other units and spreads.',
  notes:
    'Computed in float64. Where all targets are equal it is 1 if every output is right, else 0, as in scikit-learn. NaN for no examples. Outputs and targets are [n] or [n, 1].',
  aliases: ['rSquared', 'r2Score', 'coefficientOfDetermination'],
  better: 'larger',
  isUsual: true,
  needsDifferentTargets: true,
  takes: 'values',
  options: {},
  example: { predictions: [1, 2, 4], targets: [1, 2, 3], value: 0.5 },
  accumulation: {
    count(outputs, targets) {
      checkColumns('r2', outputs, targets)
      const wanted = targets.cast('float64').reshape([targets.size])
      const guess = outputs.cast('float64').reshape([targets.size])
      return [...batchMoments(wanted), guess.sub(wanted).square().sum().item()]
    },
    join: (a, b) => [...joinMoments(a.slice(0, 5), b.slice(0, 5)), (a[5] ?? 0) + (b[5] ?? 0)],
    figure([examples = 0, , squares = 0, least = 0, most = 0, unexplained = 0]) {
      if (examples === 0) return Number.NaN
      if (least === most) return unexplained === 0 ? 1 : 0
      return 1 - unexplained / squares
    },
  },
  compute(outputs, targets) {
    checkColumns('r2', outputs, targets)
    if (targets.size === 0) return Number.NaN
    const wanted = targets.cast('float64').reshape([targets.size])
    const guess = outputs.cast('float64').reshape([targets.size])
    const unexplained = guess.sub(wanted).square().sum().item()
    // By the span and not by the sum, which rounding of the mean keeps from being 0.
    const isConstant = wanted.max().item() === wanted.min().item()
    if (isConstant) return unexplained === 0 ? 1 : 0
    return 1 - unexplained / wanted.sub(mean(wanted)).square().sum().item()
  },
})
