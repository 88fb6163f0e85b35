import { log, maximum, type Tensor } from '@sobolev/core'
import { pickTargets } from '../losses/pick-targets.ts'
import { checkClasses } from './check-rows.ts'

/** The least probability that is told from 0: the distance from 1 to the next float64. */
const least = 2.220446049250313e-16

/**
 * The mean of −log of the probability that was given to the class of an example, in nats. A
 * probability below 2⁻⁵² counts as 2⁻⁵², so that one miss costs 36 and not infinity, as in
 * scikit-learn. NaN for no examples.
 *
 * `probabilities`: [n, classes]. `targets`: class numbers, int32 [n]. Throws a ShapeError for other
 * shapes, a DTypeError for another dtype, a RangeError for a class number out of range.
 */
export function logLoss(probabilities: Tensor, targets: Tensor): number {
  checkClasses('logLoss', probabilities, targets)
  const given = pickTargets('logLoss', probabilities.cast('float64'), targets)
  // Taken from 0, so that certainty costs 0 and not −0.
  return 0 - log(maximum(given, least)).mean().item()
}
