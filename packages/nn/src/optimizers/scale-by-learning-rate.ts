import { describeValue } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import { type Schedule, valueAt } from '../schedules/schedule.ts'
import { mapTensors } from '../tensors.ts'
import type { GradientTransform } from './transform.ts'

/** The option of every optimizer, with its own default. */
export const learningRateOption = <const Default extends number>(value: Default) =>
  option.schedule({ minimum: 0, default: value, words: 'how far a step goes' })

/**
 * A step against the gradient: −learningRate · g. The last link of most chains; no method of the catalogue, for
 * it is the whole of `sgd`. Throws a RangeError unless the rate is a finite number or a function of the step.
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
