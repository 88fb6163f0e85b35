import { ShapeError } from '../../errors/errors.ts'
import { type TensorLike, toTensor } from '../../tensor/convert.ts'
import { checkArray, normalizeAxes, normalizeAxis } from '../../tensor/shape.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { concat } from '../layout/concat.ts'
import { identity, reshape } from '../layout/reshape.ts'
import { slice } from '../layout/slice-pad.ts'
import { repeatTo } from '../layout/sum-broadcast.ts'
import { gather } from './gather.ts'

const isCount = (n: number): boolean => Number.isInteger(n) && n >= 0

/**
 * Repeats `x` as a whole along each axis, as NumPy's `tile`: one count per axis, or one for the last. With more counts
 * than axes, `x` counts as having axes of length 1 in front.
 * Throws a ShapeError for a count that is no whole number from 0.
 */
export function tile(x: TensorLike, counts: number | readonly number[]): Tensor {
  const input = toTensor('tile', x)
  const countList = typeof counts === 'number' ? [counts] : counts
  checkArray('tile', 'the counts, unless one number,', countList)
  if (!countList.every(isCount))
    throw new ShapeError(
      `tile: the counts must be whole numbers from 0, got [${countList.join(', ')}]`,
    )
  const rank = Math.max(countList.length, input.rank)
  const lengths = [...Array.from({ length: rank - input.rank }, () => 1), ...input.shape]
  const times = [...Array.from({ length: rank - countList.length }, () => 1), ...countList]
  const apart = lengths.flatMap((length) => [1, length])
  const repeated = lengths.flatMap((length, axis) => [times[axis] ?? 1, length])
  return reshape(
    repeatTo(reshape(input, apart), repeated),
    lengths.map((length, axis) => length * (times[axis] ?? 1)),
  )
}

/**
 * Repeats every slice of `x` along `axis` several times in a row: one count for all slices, or one for each.
 * Throws a ShapeError for a count that is no whole number from 0, or another number of counts.
 *
 * @see tf.repeat, jnp.repeat, torch.repeat_interleave
 */
export function repeat(x: TensorLike, counts: number | readonly number[], axis = 0): Tensor {
  const input = toTensor('repeat', x)
  const axisIndex = normalizeAxis('repeat', axis, input.rank)
  const length = input.shape[axisIndex] ?? 0
  const countList = typeof counts === 'number' ? [counts] : counts
  checkArray('repeat', 'the counts, unless one number,', countList)
  if (!countList.every(isCount) || (typeof counts !== 'number' && countList.length !== length))
    throw new ShapeError(
      `repeat: needs a whole number from 0, or one for each of the ${length} slices, got [${countList.join(', ')}]`,
    )
  if (typeof counts === 'number') {
    const [before, after] = [input.shape.slice(0, axisIndex), input.shape.slice(axisIndex + 1)]
    const apart = reshape(input, [...before, length, 1, ...after])
    const repeated = repeatTo(apart, [...before, length, counts, ...after])
    return reshape(repeated, [...before, length * counts, ...after])
  }
  const indices = Int32Array.from(
    counts.flatMap((count, index) => Array.from({ length: count }, () => index)),
  )
  return gather(input, new Tensor([indices.length], 'int32', indices), axisIndex)
}

/**
 * Shifts the elements along axes cyclically: those that leave at the end enter at the start. `shifts`: one for each of
 * `axes`, or one for all of them; negative ones shift towards the start. Without axes, the flattened tensor is
 * shifted, as in NumPy.
 * Throws a ShapeError for a shift that is no whole number, or another number of shifts.
 */
export function roll(
  x: TensorLike,
  shifts: number | readonly number[],
  axes?: number | readonly number[],
): Tensor {
  const input = toTensor('roll', x)
  const axisList = typeof axes === 'number' ? [axes] : axes
  normalizeAxes('roll', axisList, input.rank)
  const shiftList = typeof shifts === 'number' ? (axisList ?? [0]).map(() => shifts) : shifts
  checkArray('roll', 'the shifts, unless one number,', shiftList)
  if (!shiftList.every(Number.isInteger) || shiftList.length !== (axisList?.length ?? 1))
    throw new ShapeError(
      `roll: needs one whole number for each of the ${axisList?.length ?? 1} axes, got [${shiftList.join(', ')}]`,
    )
  if (!axisList)
    return reshape(rolled(reshape(input, [input.size]), shiftList[0] ?? 0, 0), input.shape)
  return axisList.reduce(
    (turned, axis, index) =>
      rolled(turned, shiftList[index] ?? 0, normalizeAxis('roll', axis, input.rank)),
    identity(input),
  )
}

function rolled(x: Tensor, shift: number, axis: number): Tensor {
  const length = x.shape[axis] ?? 0
  const cut = length === 0 ? 0 : ((-shift % length) + length) % length
  if (cut === 0) return x
  const whole = x.shape.slice(0, axis).map(() => null)
  return concat([slice(x, [...whole, { start: cut }]), slice(x, [...whole, { stop: cut }])], axis)
}
