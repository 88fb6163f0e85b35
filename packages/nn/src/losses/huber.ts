import { describeValue, where } from '@sobolev/core'
import { type Loss, matchTargets, meanByExample } from './loss.ts'

/**
 * Squared error near the target and absolute error far from it: ½ e² where |e| ≤ δ, else
 * δ (|e| − ½ δ), with e = output − target; the mean over the outputs of an example (Huber 1964).
 *
 * `outputs`: [n], [n, 1] or [n, ...]. `targets`: numbers of any dtype in that shape ([n] and [n, 1]
 * stand for each other). `delta`: above 0, else a RangeError; 1 unless given.
 */
export function huber(delta = 1): Loss {
  if (!(typeof delta === 'number' && delta > 0))
    throw new RangeError(
      `huber: delta must be above 0, got ${describeValue(delta)}; huber(delta) gives the loss`,
    )
  return (outputs, targets) => {
    const wanted = matchTargets('huber', outputs, targets)
    const error = outputs.sub(wanted)
    const distance = error.abs()
    // The square of the error itself: that of its size would lose the curvature at 0.
    const near = error.square().mul(0.5)
    const far = distance.sub(0.5 * delta).mul(delta)
    return meanByExample(where(distance.lessEqual(delta), near, far))
  }
}
