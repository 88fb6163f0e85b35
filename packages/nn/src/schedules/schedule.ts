import { describeValue, full, Tensor } from '@sobolev/core'
import type { Tensors } from '../tensors.ts'

/**
 * A number that may change from step to step: the number itself, or a function of the step, an
 * int32 scalar from 0, that gives a float scalar. The schedules of this package compute in float64.
 */
export type Schedule = number | ScheduleFunction

/** A schedule as a function; one that goes by figures, such as `reduceOnPlateau`, has three more. */
export interface ScheduleFunction {
  (step: Tensor): Tensor
  /** Takes in the latest figure, such as a validation loss: smaller is better. */
  observe?(figure: number): void
  /** What it remembers of the figures, for a checkpoint. */
  state?(): Tensors
  /** Takes up what `state` gave. Throws as `restore` of an Optimizer does; nothing has changed then. */
  restore?(state: Tensors): void
}

/** What a schedule comes to at a step: a float scalar, float64 for plain numbers. */
export function valueAt(schedule: Schedule, step: Tensor): Tensor {
  const value: unknown = typeof schedule === 'number' ? schedule : schedule(step)
  // A function that a JavaScript user wrote may give a plain number.
  if (typeof value === 'number') return full([], value, { dtype: 'float64' })
  if (value instanceof Tensor && value.rank === 0) return value
  throw new TypeError(
    `schedule: a function of the step must give one number, got ${value instanceof Tensor ? `shape [${value.shape.join(', ')}]` : describeValue(value)}; the step is a tensor, as in (step) => step.cast('float32').mul(0.1)`,
  )
}
