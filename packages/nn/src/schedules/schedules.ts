import {
  checkOptions,
  cos,
  describeValue,
  floor,
  full,
  minimum,
  type OptionKinds,
  pow,
  type Tensor,
} from '@sobolev/core'
import { type Schedule, valueAt } from './schedule.ts'

/** The same number at every step. */
export function constant(value: number): (step: Tensor) => Tensor {
  if (!Number.isFinite(value))
    throw new TypeError(`constant: must be a finite number, got ${describeValue(value)}`)
  return () => full([], value, 'float64')
}

/** From `from` to `to` in a straight line over `steps` steps, then `to`. */
export function linear(course: Course): (step: Tensor) => Tensor {
  const { from, to, steps } = checkOptions('linear', course, courseKinds, ['from', 'to'])
  checkSteps('linear', steps)
  return (step) =>
    elapsed(step, steps)
      .mul(to - from)
      .add(from)
}

/**
 * From `from` to `to` along half a cosine over `steps` steps, then `to`:
 * to + ½ (from − to) (1 + cos(π step / steps)) (Loshchilov & Hutter 2017, SGDR, equation 5).
 */
export function cosine(course: Course): (step: Tensor) => Tensor {
  const { from, to, steps } = checkOptions('cosine', course, courseKinds, ['from', 'to'])
  checkSteps('cosine', steps)
  return (step) => {
    const wave = cos(elapsed(step, steps).mul(Math.PI)).add(1)
    return wave.mul(0.5 * (from - to)).add(to)
  }
}

/** Multiplied by `factor` after every `every` steps: from · factor^⌊step / every⌋. */
export function stepDecay(options: {
  readonly from: number
  readonly every: number
  readonly factor: number
}): (step: Tensor) => Tensor {
  const kinds = { from: 'number', every: 'any', factor: 'number' } as const
  const { from, every, factor } = checkOptions('stepDecay', options, kinds, ['from', 'factor'])
  checkSteps('stepDecay', every, 'every')
  return (step) => pow(factor, floor(step.cast('float64').div(every))).mul(from)
}

/**
 * Grows in a straight line over the first `steps` steps, from 1 / steps of what `schedule` says to
 * all of it (Goyal et al. 2017, section 2.2). `schedule` counts from the start of the warm-up.
 */
export function warmUp(schedule: Schedule, steps: number): (step: Tensor) => Tensor {
  checkSteps('warmUp', steps)
  if (typeof schedule !== 'function' && !Number.isFinite(schedule))
    throw new TypeError(
      `warmUp: the schedule must be a finite number or a function of the step, got ${describeValue(schedule)}`,
    )
  return (step) => elapsed(step.add(1), steps).mul(valueAt(schedule, step).cast('float64'))
}

interface Course {
  readonly from: number
  readonly to: number
  /** How many steps the way takes. */
  readonly steps: number
}

const courseKinds: OptionKinds<Course> = { from: 'number', to: 'number', steps: 'any' }

/** step / steps, at most 1. */
const elapsed = (step: Tensor, steps: number): Tensor => minimum(step.cast('float64').div(steps), 1)

function checkSteps(schedule: string, steps: number, name = 'steps'): void {
  if (!(Number.isInteger(steps) && steps > 0))
    throw new RangeError(
      `${schedule}: ${name} must be a whole number above 0, got ${describeValue(steps)}`,
    )
}
