import { DTypeError, describeValue, less, range, ShapeError, type Tensor } from '@sobolev/core'
import { checkTensors } from '../check-tensors.ts'

/**
 * The mask of sequences padded at their ends: int32 [n] → bool [n, steps], true for the first `lengths[i]` steps of
 * each; what `mask` of a `Mode` takes.
 *
 * ```ts
 * const mask = maskOfLengths(tensor([3, 1], { dtype: 'int32' }), 3)
 * model.call(x, { training: false, mask }) // x: [2, 3, features]
 * ```
 *
 * @throws DTypeError unless `lengths` are int32, ShapeError unless [n], TypeError for a number of steps that is none
 */
export function maskOfLengths(lengths: Tensor, steps: number): Tensor {
  checkTensors('maskOfLengths', { lengths })
  if (lengths.dtype !== 'int32')
    throw new DTypeError(
      `maskOfLengths: lengths must be int32, got ${lengths.dtype}; lengths.cast("int32") converts`,
    )
  if (lengths.rank !== 1)
    throw new ShapeError(`maskOfLengths: lengths must be [n], got [${lengths.shape.join(', ')}]`)
  if (!Number.isInteger(steps) || steps < 0)
    throw new TypeError(
      `maskOfLengths: the number of steps must be a whole number from 0, got ${describeValue(steps)}`,
    )
  return less(range(steps), lengths.reshape([lengths.size, 1]))
}
