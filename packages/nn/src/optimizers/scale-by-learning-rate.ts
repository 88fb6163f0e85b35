import { type Schedule, valueAt } from '../schedules.ts'
import { mapTensors } from '../tensors.ts'
import type { GradientTransform } from './transform.ts'

/** A step against the gradient: −learningRate · g. The last link of most chains. */
export const scaleByLearningRate = (learningRate: Schedule): GradientTransform => ({
  init: () => ({}),
  update(gradients, _, { step }) {
    const rate = valueAt(learningRate, step)
    return {
      updates: mapTensors([gradients], ([g]) => g.neg().mul(rate.cast(g.dtype))),
      state: {},
    }
  },
})
