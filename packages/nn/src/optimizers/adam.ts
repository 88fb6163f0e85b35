import { checkOptions } from '@sobolev/core'
import type { Schedule } from '../schedules/schedule.ts'
import { chain } from './chain.ts'
import { type MomentOptions, momentKinds, scaleByAdam } from './scale-by-adam.ts'
import { scaleByLearningRate } from './scale-by-learning-rate.ts'
import type { GradientTransform } from './transform.ts'

export interface AdamOptions extends MomentOptions {
  readonly learningRate: Schedule
}

/** Adam: −learningRate · m̂ / (√v̂ + ε) (Kingma & Ba 2015, algorithm 1). */
export function adam(options: AdamOptions): GradientTransform {
  const kinds = { learningRate: 'any', ...momentKinds } as const
  const { learningRate, ...moments } = checkOptions('adam', options, kinds, ['learningRate'])
  return chain(scaleByAdam(moments), scaleByLearningRate(learningRate))
}
