import { Reduce } from '@sobolev/kernels'
import { DTypeError, ShapeError } from '../../errors/errors.ts'
import { checkOptions, type OptionKinds } from '../../errors/options.ts'
import { apply } from '../../primitive/apply.ts'
import { primitive, type Unary } from '../../primitive/primitive.ts'
import { repeatFactor, type TensorLike, toTensor } from '../../tensor/convert.ts'
import {
  broadcastShapes,
  checkArray,
  checkShape,
  normalizeAxes,
  type Shape,
  sameShape,
  showShape,
  sizeOf,
  splitAt,
} from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { broadcastStrides, copyFrom } from './copy.ts'
import { identity, reshape } from './reshape.ts'

/** A run of neighbouring axes, `from` included and `to` not: one pass over memory reduces it. */
export interface AxisRun {
  readonly from: number
  readonly to: number
}

/** `shape` with a run of axes left out, or kept at length 1. */
export const withoutRun = (shape: Shape, { from, to }: AxisRun, keep: boolean): Shape => [
  ...shape.slice(0, from),
  ...(keep ? shape.slice(from, to).map(() => 1) : []),
  ...shape.slice(to),
]

/** The same run of axes in a tensor of all examples, which has one more axis in front. */
export const runOfExamples = ({ from, to }: AxisRun): AxisRun => ({ from: from + 1, to: to + 1 })

export const sumOp = primitive<Unary, AxisRun>({
  name: 'sum',
  carriesZeros: true,
  shape: ([x], run) => withoutRun(x.shape, run, false),
  batch: ([x], run, applyBatched) => applyBatched([x.tensor], runOfExamples(run)),
  lower: (program, [x], out, run) =>
    program.reduce(Reduce.sum, x, out, splitAt(x.shape, run.from, run.to)),
  vjp: [(g, [x], _, run) => repeatTo(reshape(g, withoutRun(x.shape, run, true)), x.shape)],
})

export const broadcastOp = primitive<Unary, { shape: Shape }>({
  name: 'broadcastTo',
  repeats: true,
  carriesZeros: true,
  shape: (_, { shape }) => shape,
  // Broadcasting adds axes in front of an example's own, that is, behind the axis of the examples.
  batch: ([x], { shape }, applyBatched, size) => {
    const ones = shape.slice(x.shape.length).map(() => 1)
    return applyBatched([reshape(x.tensor, [size, ...ones, ...x.shape])], {
      shape: [size, ...shape],
    })
  },
  lower: (program, [x], out) =>
    copyFrom(program, x, out, broadcastStrides(x.shape, out.shape.length)),
  vjp: [(g, [x]) => sumTo(g, x.shape)],
})

/**
 * Repeats `x` along new leading axes and along its axes of length 1, as NumPy does.
 * Throws a ShapeError where `shape` cannot be reached.
 *
 * @see tf.broadcast_to, jnp.broadcast_to, x.expand of PyTorch
 */
export function broadcastTo(x: TensorLike, shape: Shape): Tensor {
  const input = toTensor('broadcastTo', x)
  checkArray('broadcastTo', 'the shape', shape)
  return sameShape(input.shape, shape) ? identity(input) : repeatTo(input, [...shape])
}

/** `broadcastTo` for operands: returns a tensor of that shape unchanged, and does not copy the array `shape`. */
export function repeatTo(input: Tensor, shape: Shape): Tensor {
  if (sameShape(input.shape, shape)) return input
  checkShape('broadcastTo', shape)
  if (!sameShape(broadcastShapes('broadcastTo', input.shape, shape), shape))
    throw new ShapeError(
      `broadcastTo: ${showShape(input.shape)} cannot be repeated to ${showShape(shape)}`,
    )
  // A tensor that is repeated on both sides of an axis, such as a bias per channel, is first repeated in front of that
  // axis: what is left is to repeat one value for each row, which a fused chain does as it reads.
  const kept = upToLastKept(input.shape, shape)
  const first = [...shape.slice(0, kept), ...shape.slice(kept).map(() => 1)]
  const halfway =
    kept === 0 || sizeOf(first) === input.size || sameShape(first, shape)
      ? input
      : apply(broadcastOp, [input], { shape: first })
  return repeatFactor(input, apply(broadcastOp, [halfway], { shape }))
}

/** The number of axes of `to` up to the last one along which `from` is not repeated; 0 if there is none. */
function upToLastKept(from: Shape, to: Shape): number {
  const last = from.findLastIndex((length) => length !== 1)
  return last < 0 ? 0 : to.length - from.length + last + 1
}

/** The adjoint of `broadcastTo`: sums over whatever was repeated to get from `shape` to the shape of `x`. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x
  const leading = x.rank - shape.length
  const axes = x.shape.flatMap((length, axis) =>
    axis < leading || (shape[axis - leading] === 1 && length !== 1) ? [axis] : [],
  )
  return reshape(sum(x, axes), shape)
}

/** Groups sorted axes into runs of neighbours, the last run first: reducing it leaves the earlier ones in place. */
export function axisRuns(axes: readonly number[]): AxisRun[] {
  const runs: AxisRun[] = []
  for (const axis of axes) {
    const last = runs.at(-1)
    if (last && last.to === axis) runs[runs.length - 1] = { from: last.from, to: axis + 1 }
    else runs.push({ from: axis, to: axis + 1 })
  }
  return runs.reverse()
}

/** Options of every reduction. */
export interface ReduceOptions {
  /** Keeps the reduced axes at length 1. */
  readonly keepDims?: boolean
}

export const reduceKinds: OptionKinds<ReduceOptions> = { keepDims: 'boolean' }

/**
 * Sums over `axes`, or over all; of int32 it wraps. The sum of nothing is 0.
 *
 * @see tf.reduce_sum, jnp.sum, torch.sum
 */
export function sum(
  x: TensorLike,
  axes?: number | readonly number[],
  options: ReduceOptions = {},
): Tensor {
  const { keepDims = false } = checkOptions('sum', options, reduceKinds)
  const input = toTensor('sum', x)
  if (input.dtype === 'bool')
    throw new DTypeError('sum: must be numbers, got bool; cast(x, "int32") counts the true ones')
  const list = normalizeAxes('sum', axes, input.rank)
  const runs = axisRuns(list)
  if (runs.length === 0) return identity(input)
  const reduced = runs.reduce((each, run) => apply(sumOp, [each], run), input)
  return keepDims ? reshape(reduced, keptShape(input.shape, list)) : reduced
}

/** `shape` with the given axes at length 1. */
export const keptShape = (shape: Shape, axes: readonly number[]): Shape =>
  shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
