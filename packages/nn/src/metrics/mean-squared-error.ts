import { defineMetric } from '../catalogue/define.ts'
import { checkTensors } from '../check-tensors.ts'
import { matchTargets } from '../losses/loss.ts'

export const meanSquaredError = defineMetric({
  name: 'meanSquaredError',
  summary: 'The mean of the squared errors, in the squared units of the target.',
  formula: 'mean (output − target)²',
  paper: {
    authors: 'Gauss',
    year: 1823,
    title: 'Theoria combinationis observationum erroribus minimis obnoxiae',
  },
  cost: 'none to speak of',
  when: 'Regression, where a large error is much worse than several small ones.',
  notes:
    'Over all elements, computed in float64; NaN for none. Outputs and targets have one shape, where [n] and [n, 1] stand for each other; others are a ShapeError.',
  aliases: ['mse', 'squared'],
  better: 'smaller',
  takes: 'values',
  isUsual: true,
  hasBaseline: true,
  options: {},
  example: { predictions: [1, 2, 6], targets: [2, 2, 3], value: 3.3333333333333335 },
  accumulation: 'mean',
  compute(outputs, targets) {
    checkTensors('meanSquaredError', { outputs, targets })
    const precise = outputs.cast('float64')
    return precise
      .sub(matchTargets('meanSquaredError', precise, targets))
      .square()
      .mean()
      .item()
  },
})
