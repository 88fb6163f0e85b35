import { ShapeError } from '../../errors/errors.ts'
import { type TensorLike, toTensor } from '../../tensor/convert.ts'
import { checkArray, normalizeAxis } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { reshape } from './reshape.ts'
import { slice } from './slice-pad.ts'
import { transpose } from './transpose.ts'

/** Exchanges two axes. */
export function swapAxes(x: TensorLike, a: number, b: number): Tensor {
  const input = toTensor('swapAxes', x)
  const one = normalizeAxis('swapAxes', a, input.rank)
  const other = normalizeAxis('swapAxes', b, input.rank)
  const order = input.shape.map((_, axis) => (axis === one ? other : axis === other ? one : axis))
  return transpose(input, order)
}

/**
 * Moves one axis, or several, to other places; the rest keep their order.
 *
 * @see jnp.moveaxis, torch.movedim
 */
export function moveAxis(
  x: TensorLike,
  from: number | readonly number[],
  to: number | readonly number[],
): Tensor {
  const input = toTensor('moveAxis', x)
  for (const axes of [from, to])
    if (typeof axes !== 'number') checkArray('moveAxis', 'axes, unless one number,', axes)
  const [sources, targets] = [from, to].map((axes) =>
    (typeof axes === 'number' ? [axes] : axes).map((axis) =>
      normalizeAxis('moveAxis', axis, input.rank),
    ),
  )
  if (
    !sources ||
    !targets ||
    sources.length !== targets.length ||
    new Set(sources).size !== sources.length ||
    new Set(targets).size !== targets.length
  )
    throw new ShapeError(
      `moveAxis: needs one place for each axis, each once, got ${JSON.stringify(from)} and ${JSON.stringify(to)}`,
    )
  const otherAxes = input.shape.flatMap((_, axis) => (sources.includes(axis) ? [] : [axis]))
  const order = input.shape.map((_, axis) => {
    const moved = sources[targets.indexOf(axis)]
    return moved ?? otherAxes.shift() ?? axis
  })
  return transpose(input, order)
}

/**
 * Cuts `x` along `axis` into so many equal parts, or into parts of the given lengths.
 * Throws a ShapeError where they do not fill the axis.
 *
 * @see tf.split, jnp.split, torch.chunk
 */
export function split(x: TensorLike, parts: number | readonly number[], axis = 0): Tensor[] {
  const input = toTensor('split', x)
  const axisIndex = normalizeAxis('split', axis, input.rank)
  const length = input.shape[axisIndex] ?? 0
  if (typeof parts !== 'number') checkArray('split', 'the parts, unless their number,', parts)
  const lengths = typeof parts === 'number' ? equalParts(parts, length) : parts
  if (
    !lengths.every((each) => Number.isInteger(each) && each >= 0) ||
    lengths.reduce((sum, each) => sum + each, 0) !== length
  )
    throw new ShapeError(
      `split: the parts must be whole numbers from 0 that make up the ${length} of axis ${axis}, got [${lengths.join(', ')}]`,
    )
  let start = 0
  return lengths.map((partLength) => {
    const stop = start + partLength
    const part = slice(input, [...input.shape.slice(0, axisIndex).map(() => null), { start, stop }])
    start = stop
    return part
  })
}

function equalParts(parts: number, length: number): number[] {
  if (!Number.isInteger(parts) || parts < 1 || length % parts !== 0)
    throw new ShapeError(
      `split: the number of parts must divide the axis of length ${length}, got ${parts}; give the lengths of the parts`,
    )
  return Array.from({ length: parts }, () => length / parts)
}

/**
 * The slices of `x` along `axis`, which they no longer have: undoes `stack`.
 *
 * @see tf.unstack, torch.unbind
 */
export function unstack(x: TensorLike, axis = 0): Tensor[] {
  const input = toTensor('unstack', x)
  const axisIndex = normalizeAxis('unstack', axis, input.rank)
  const shape = input.shape.filter((_, each) => each !== axisIndex)
  return Array.from({ length: input.shape[axisIndex] ?? 0 }, (_, index) =>
    reshape(slice(input, [...input.shape.slice(0, axisIndex).map(() => null), index]), shape),
  )
}
