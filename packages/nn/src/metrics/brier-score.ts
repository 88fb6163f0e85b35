import { oneHot } from '@sobolev/core'
import { defineMetric } from '../catalogue/define.ts'
import { pickTargets } from '../losses/pick-targets.ts'
import { checkClasses } from './check-rows.ts'

export const brierScore = defineMetric({
  name: 'brierScore',
  summary:
    'The squared distance of probabilities from what came true; 0 is certain and right, 2 certain and wrong.',
  formula: 'mean over examples of Σₖ (pₖ − yₖ)², y 1 for the class of the example, else 0',
  paper: {
    authors: 'Brier',
    year: 1950,
    title: 'Verification of forecasts expressed in terms of probability',
  },
  cost: 'none to speak of',
  when: 'Probabilities that should be right, where one certain miss should not outweigh all else, as it does in logLoss.',
  notes:
    'Of two classes, twice what many programs call the Brier score, which counts only the second class. Computed in float64. NaN for no examples. Probabilities are [n, classes], targets class numbers, int32 [n]; other shapes are a ShapeError, another dtype a DTypeError, a class number out of range a RangeError.',
  aliases: ['brier', 'quadraticScore'],
  better: 'smaller',
  takes: 'probabilities',
  options: {},
  example: {
    predictions: [
      [0.25, 0.75],
      [0.5, 0.5],
    ],
    targets: [1, 0],
    value: 0.3125,
  },
  accumulation: 'mean',
  compute(probabilities, targets) {
    checkClasses('brierScore', probabilities, targets)
    const precise = probabilities.cast('float64')
    // Only for its errors, which name this metric.
    pickTargets('brierScore', precise, targets)
    const truth = oneHot(targets, probabilities.shape[1] ?? 0, { dtype: 'float64' })
    return precise.sub(truth).square().sum(1).mean().item()
  },
})
