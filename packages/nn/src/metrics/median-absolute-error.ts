import { defineMetric } from '../catalogue/define.ts'
import { checkTensors } from '../check-tensors.ts'
import { matchTargets } from '../losses/loss.ts'

export const medianAbsoluteError = defineMetric({
  name: 'medianAbsoluteError',
  summary: 'The error that half of the outputs do not exceed, in the units of the target.',
  formula: 'median |output − target|, the mean of the two in the middle for an even number',
  paper: {
    authors: 'Rousseeuw & Croux',
    year: 1993,
    title: 'Alternatives to the median absolute deviation',
  },
  cost: 'a sort of the examples',
  when: 'Regression with some targets that are far off, which do not change it at all.',
  notes:
    'Over all elements, computed in float64; NaN for none, and for outputs that are not numbers. Outputs and targets have one shape, where [n] and [n, 1] stand for each other; others are a ShapeError.',
  aliases: ['medae', 'medianAe'],
  better: 'smaller',
  takes: 'values',
  hasBaseline: true,
  options: {},
  example: { predictions: [1, 2, 3, 100], targets: [1, 1, 1, 1], value: 1.5 },
  compute(outputs, targets) {
    checkTensors('medianAbsoluteError', { outputs, targets })
    const precise = outputs.cast('float64')
    const distances = precise.sub(matchTargets('medianAbsoluteError', precise, targets)).abs()
    // A sort puts what is not a number last, where the middle does not see it.
    if (distances.data.some(Number.isNaN)) return Number.NaN
    const sorted = Float64Array.from(distances.data).sort()
    const [low, high] = [(sorted.length - 1) >> 1, sorted.length >> 1]
    return ((sorted[low] ?? Number.NaN) + (sorted[high] ?? Number.NaN)) / 2
  },
})
