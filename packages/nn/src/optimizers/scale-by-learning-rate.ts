import { describeValue } from '@sobolev/core'
import { type Schedule, valueAt } from '../schedules/schedule.ts'
import { mapTensors } from '../tensors.ts'
import type { GradientTransform } from './transform.ts'

/**
 * A step against the gradient: −learningRate · g. The last link of most chains.
 * Throws a RangeError unless the rate is a finite number or a function of the step.
 */
export function scaleByLearningRate(learningRate: Schedule): GradientTransform {
  if (typeof learningRate !== 'function' && !Number.isFinite(learningRate))
    throw new RangeError(
      `learningRate: must be a finite number or a function of the step, got ${describeValue(learningRate)}`,
    )
  return {
    init: () => ({}),
    update(gradients, _, { step }) {
      const rate = valueAt(learningRate, step)
      return {
        updates: mapTensors([gradients], ([g]) => g.neg().mul(rate.cast(g.dtype))),
        state: {},
      }
    },
  }
}
