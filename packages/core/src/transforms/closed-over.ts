import { isFloat } from '../dtype.ts'
import { isRecording, type Recorder, recordingWith, watchedNow } from '../recording.ts'
import type { Tensor } from '../tensor.ts'

/** What a function returned, and whether a tensor came of more than the function's inputs. */
interface Followed<T> {
  readonly result: T
  /** True if a tape watches something that `tensor` was computed from and that is no input. */
  readonly isForeign: (tensor: Tensor) => boolean
}

/** Runs `fn`, telling what it computes from `inputs` from what it computes from watched tensors that it closes over. */
export function followClosedOver<T>(inputs: readonly Tensor[], fn: () => T): Followed<T> {
  if (!isRecording()) return { result: fn(), isForeign: () => false }
  const watched = watchedNow()
  const own = new Set(inputs)
  const foreign = new Set<Tensor>()
  const isForeign = (tensor: Tensor): boolean =>
    foreign.has(tensor) || (isFloat(tensor.dtype) && !own.has(tensor) && watched(tensor))
  const follower: Recorder = {
    watches: () => true,
    record: ({ inputs: from, outputs }) => {
      const reached = from.some(isForeign)
      // Through an integer or a truth no derivative passes that could be lost.
      for (const output of outputs) (reached && isFloat(output.dtype) ? foreign : own).add(output)
    },
    read: () => {},
  }
  return { result: recordingWith(follower, fn), isForeign }
}
