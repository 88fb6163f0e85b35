import { log, maximum } from '@sobolev/core'
import { defineMetric } from '../catalogue/define.ts'
import { pickTargets } from '../losses/pick-targets.ts'
import { checkClasses } from './check-rows.ts'

/** The least probability that is told from 0: the distance from 1 to the next float64. */
const least = 2.220446049250313e-16

export const logLoss = defineMetric({
  name: 'logLoss',
  summary: 'How surprised a model is by the true classes, in nats; 0 is certain and right.',
  formula: 'mean over examples of −log p(class)',
  paper: { authors: 'Good', year: 1952, title: 'Rational decisions' },
  cost: 'none to speak of',
  when: 'Probabilities that should be right, not only their order. One certain miss weighs much.',
  notes:
    'A probability below 2⁻⁵² counts as 2⁻⁵², so that one miss costs 36 and not infinity, as in scikit-learn. Computed in float64. NaN for no examples. Probabilities are [n, classes], targets class numbers, int32 [n]; other shapes are a ShapeError, another dtype a DTypeError, a class number out of range a RangeError.',
  aliases: ['crossEntropy', 'negativeLogLikelihood', 'nll'],
  better: 'smaller',
  takes: 'probabilities',
  isUsual: true,
  options: {},
  example: { predictions: [[0.25, 0.75]], targets: [1], value: 0.2876820724517809 },
  accumulation: 'mean',
  compute(probabilities, targets) {
    checkClasses('logLoss', probabilities, targets)
    const given = pickTargets('logLoss', probabilities.cast('float64'), targets)
    // Taken from 0, so that certainty costs 0 and not −0.
    return 0 - log(maximum(given, least)).mean().item()
  },
})
