import { maximum, type Tensor } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import { elapsed } from './elapsed.ts'
import type { ScheduleFunction } from './schedule.ts'

/** What every schedule takes. */
export const warmUpOptions = {
  warmUp: option.duration({
    minimum: 0,
    default: 0,
    words:
      'over which it rises in a straight line to where the schedule begins (Goyal et al. 2017, section 2.2)',
  }),
}

/**
 * Rises in a straight line over the first `duration` steps, from 1 / duration of the schedule's first value to all of
 * it; the schedule itself begins when that is over.
 */
export function warmUp(schedule: ScheduleFunction, duration: number): ScheduleFunction {
  if (duration === 0) return schedule
  const rising = (step: Tensor): Tensor =>
    elapsed(step.add(1), duration).mul(schedule(maximum(step.sub(duration), 0)).cast('float64'))
  // One that goes by figures does so after the warm-up too.
  return Object.assign(rising, schedule)
}
