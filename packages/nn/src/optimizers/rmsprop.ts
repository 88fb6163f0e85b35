import { checkOptions } from '@sobolev/core'
import type { Schedule } from '../schedules/schedule.ts'
import { chain } from './chain.ts'
import { momentum } from './momentum.ts'
import { scaleByLearningRate } from './scale-by-learning-rate.ts'
import { type RmsOptions, rmsKinds, scaleByRms } from './scale-by-rms.ts'
import type { GradientTransform } from './transform.ts'

export interface RmspropOptions extends RmsOptions {
  readonly learningRate: Schedule
  /** 0 unless given. */
  readonly momentum?: number
}

/**
 * RMSprop: −learningRate · g / (√v + ε), v the running mean of g² (Tieleman & Hinton 2012, lecture
 * 6.5); momentum, if any, is gathered after the division, as in PyTorch's `RMSprop`.
 */
export function rmsprop(options: RmspropOptions): GradientTransform {
  const {
    learningRate,
    momentum: mu = 0,
    ...rms
  } = checkOptions('rmsprop', options, { learningRate: 'any', momentum: 'number', ...rmsKinds }, [
    'learningRate',
  ])
  const scale = scaleByRms(rms)
  const descend = scaleByLearningRate(learningRate)
  return mu === 0 ? chain(scale, descend) : chain(scale, momentum({ momentum: mu }), descend)
}
