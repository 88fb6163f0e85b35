import { defineMetric } from '../catalogue/define.ts'
import { checkTensors } from '../check-tensors.ts'
import { matchTargets } from '../losses/loss.ts'

export const meanAbsoluteError = defineMetric({
  name: 'meanAbsoluteError',
  summary: 'How far outputs are from their targets on average, in the units of the target.',
  formula: 'mean |output − target|',
  paper: {
    authors: 'Willmott & Matsuura',
    year: 2005,
    title:
      'Advantages of the mean absolute error (MAE) over the root mean square error (RMSE) in assessing average model performance',
  },
  cost: 'none to speak of',
  when: 'Regression, to be read by people; a few large errors count no more than they are.',
  notes:
    'Over all elements, computed in float64; NaN for none. Outputs and targets have one shape, where [n] and [n, 1] stand for each other; others are a ShapeError.',
  aliases: ['mae', 'absolute'],
  better: 'smaller',
  takes: 'values',
  isUsual: true,
  hasBaseline: true,
  options: {},
  example: { predictions: [1, 2, 6], targets: [2, 2, 3], value: 1.3333333333333333 },
  accumulation: 'mean',
  compute(outputs, targets) {
    checkTensors('meanAbsoluteError', { outputs, targets })
    const precise = outputs.cast('float64')
    return precise
      .sub(matchTargets('meanAbsoluteError', precise, targets))
      .abs()
      .mean()
      .item()
  },
})
