import { defineMetric } from '../catalogue/define.ts'
import { checkTensors } from '../check-tensors.ts'
import { matchTargets } from '../losses/loss.ts'
import { accumulateMean } from './accumulation.ts'
import { meanSquaredError } from './mean-squared-error.ts'

export const rootMeanSquaredError = defineMetric({
  name: 'rootMeanSquaredError',
  summary: 'The root of the mean of the squared errors, in the units of the target.',
  formula: '√(mean (output − target)²)',
  paper: {
    authors: 'Gauss',
    year: 1823,
    title: 'Theoria combinationis observationum erroribus minimis obnoxiae',
  },
  cost: 'none to speak of',
  when: 'Regression, where a large error is much worse than several small ones, to be read by people. Of normal errors it is their standard deviation.',
  notes:
    'Over all elements, computed in float64; NaN for none. Outputs and targets have one shape, where [n] and [n, 1] stand for each other; others are a ShapeError.',
  aliases: ['rmse', 'rootMse'],
  better: 'smaller',
  takes: 'values',
  hasBaseline: true,
  options: {},
  example: { predictions: [1, 2], targets: [8, 3], value: 5 },
  accumulation: {
    ...accumulateMean(meanSquaredError),
    figure: ([sum = 0, elements = 0]) => Math.sqrt(sum / elements),
  },
  compute(outputs, targets) {
    checkTensors('rootMeanSquaredError', { outputs, targets })
    const precise = outputs.cast('float64')
    const error = precise.sub(matchTargets('rootMeanSquaredError', precise, targets))
    return Math.sqrt(error.square().mean().item())
  },
})
