import { isFollowed, isListening } from '../context/recording.ts'
import { GradientError } from '../errors/errors.ts'
import type { Tensor } from '../tensor/tensor.ts'
import type { TapeRecord } from './tape-record.ts'

/**
 * Throws a GradientError for a target that was computed within the step of a loop or the like, which the record of a
 * tape around it sees as a whole, once it has run: it does not know what the target depends on.
 */
export function refuseTargetOfStep(
  operation: string,
  targets: readonly Tensor[],
  record: TapeRecord,
): void {
  if (isListening(record)) return
  if (targets.every((target) => record.knows(target) || !isFollowed(target))) return
  throw new GradientError(
    `${operation}: the tape must have followed how the target was computed, got a target of the step of a scan, as in the operator of lanczos, or of a function with a checkpoint, which it sees as a whole; take the derivative with grad, hvp or a tape of the step itself`,
  )
}
