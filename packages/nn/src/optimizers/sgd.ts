import { checkOptions } from '@sobolev/core'
import type { Schedule } from '../schedules/schedule.ts'
import { chain } from './chain.ts'
import { momentum } from './momentum.ts'
import { scaleByLearningRate } from './scale-by-learning-rate.ts'
import type { GradientTransform } from './transform.ts'

export interface SgdOptions {
  readonly learningRate: Schedule
  /** 0 unless given. */
  readonly momentum?: number
  /** False unless said otherwise; a RangeError without momentum. */
  readonly nesterov?: boolean
}

/** Gradient descent: −learningRate · g, with `momentum` as that transform defines it. */
export function sgd(options: SgdOptions): GradientTransform {
  const {
    learningRate,
    momentum: mu = 0,
    nesterov = false,
  } = checkOptions(
    'sgd',
    options,
    { learningRate: 'any', momentum: 'number', nesterov: 'boolean' },
    ['learningRate'],
  )
  const descend = scaleByLearningRate(learningRate)
  if (nesterov && mu === 0)
    throw new RangeError('sgd: nesterov needs a momentum above 0, got 0; 0.9 is usual')
  return mu === 0 ? descend : chain(momentum({ momentum: mu, nesterov }), descend)
}
