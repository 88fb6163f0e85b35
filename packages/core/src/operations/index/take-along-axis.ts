import { ShapeError } from '../../errors/errors.ts'
import { type TensorLike, toTensor } from '../../tensor/convert.ts'
import { broadcastShapes, normalizeAxis, showShape, splitAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { add, mul } from '../elementwise/arithmetic.ts'
import { range } from '../layout/constant.ts'
import { reshape } from '../layout/reshape.ts'
import { repeatTo } from '../layout/sum-broadcast.ts'
import { checkedIndices, gather, takeAlongAxisIndexOp, toIndices } from './gather.ts'

/**
 * Picks elements of `x` along `axis`, each by its own index: element [..., j, ...] of the result
 * is element [..., indices[..., j, ...], ...] of `x`. `indices`: int32, from 0, of the rank of `x`; their
 * other axes broadcast with those of `x`. Throws a RangeError for an index outside of the axis.
 *
 * @see jnp.take_along_axis, torch.gather
 */
export function takeAlongAxis(x: TensorLike, indices: TensorLike, axis: number): Tensor {
  const input = toTensor('takeAlongAxis', x)
  const picks = toIndices('takeAlongAxis', indices)
  const axisIndex = normalizeAxis('takeAlongAxis', axis, input.rank)
  if (picks.rank !== input.rank)
    throw new ShapeError(
      `takeAlongAxis: indices must have as many axes as ${showShape(input.shape)}, got shape ${showShape(picks.shape)}`,
    )
  const [length, count] = [input.shape[axisIndex] ?? 1, picks.shape[axisIndex] ?? 1]
  const among = (each: Tensor): number[] => each.shape.map((n, i) => (i === axisIndex ? 1 : n))
  const otherLengths = broadcastShapes('takeAlongAxis', among(input), among(picks))
  const along = (n: number): number[] => otherLengths.map((each, i) => (i === axisIndex ? n : each))
  const checked = reshape(checkedIndices(takeAlongAxisIndexOp, picks, length), picks.shape)
  return takeAlongCheckedAxis(
    repeatTo(input, along(length)),
    repeatTo(checked, along(count)),
    axisIndex,
  )
}

/** `takeAlongAxis` without checks: the indices must lie within the axis, and the shapes agree but for it. */
export function takeAlongCheckedAxis(x: Tensor, indices: Tensor, axis: number): Tensor {
  if (x.rank === 1) return gather(x, indices)
  const { outer, axis: length, inner } = splitAt(x.shape, axis)
  const rows = mul(reshape(range(outer), [outer, 1, 1]), length * inner)
  const starts = add(rows, range(inner))
  const lines = reshape(indices, [outer, indices.shape[axis] ?? 1, inner])
  const places = add(mul(lines, inner), starts)
  return reshape(gather(reshape(x, [x.size]), reshape(places, [indices.size])), indices.shape)
}
