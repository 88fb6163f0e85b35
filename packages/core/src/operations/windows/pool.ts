import { ShapeError } from '../../errors/errors.ts'
import { checkOptions } from '../../errors/options.ts'
import { withOperationName } from '../../errors/with-operation-name.ts'
import { apply } from '../../primitive/apply.ts'
import { type Primitive, primitive, type Unary } from '../../primitive/primitive.ts'
import { unaryBatchRule } from '../../tensor/batching.ts'
import { type TensorLike, toFloat } from '../../tensor/convert.ts'
import { type Shape, showShape, sizeOf, stridesOf } from '../../tensor/shape.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { div } from '../elementwise/arithmetic.ts'
import { cast } from '../elementwise/cast.ts'
import { where } from '../elementwise/select.ts'
import { stopGradient } from '../elementwise/stop-gradient.ts'
import { takeRowsOp } from '../index/take-rows.ts'
import { reshape } from '../layout/reshape.ts'
import { type ReduceOptions, reduceKinds, sum } from '../layout/sum-broadcast.ts'
import { mean } from '../reduce/reduce.ts'
import {
  checkImages,
  type Pairs,
  type PerAxis,
  padded,
  paddingOf,
  padSpatial,
  perAxis,
  type WindowOptions,
  windowKinds,
  windowsOf,
} from './spatial.ts'
import { checkFit, spanOf, stridesIn, type Windows, windowShape, windows } from './windows.ts'

/** Options of `averagePool`. */
export interface AveragePoolOptions extends WindowOptions {
  /**
   * Whether the zeros of the padding count among what is averaged.
   *
   * @default true, as in PyTorch
   */
  readonly countPadding?: boolean
}

interface Pooling {
  readonly images: Tensor
  readonly along: Windows
  readonly around: Pairs
  readonly counts: Shape
}

function pooling(name: string, x: TensorLike, size: PerAxis, options: WindowOptions): Pooling {
  const { padding = 'valid', stride = size, dilation = 1 } = options
  const images = toFloat(name, x)
  checkImages(name, images)
  const spatial = images.shape.slice(2)
  const sizes = perAxis(name, 'the window', size, spatial.length)
  const along = windowsOf(name, sizes, { stride, dilation })
  const around = paddingOf(name, padding, spatial, along)
  const whole = padded(spatial, around)
  checkFit(name, whole, along)
  const counts = along.map(
    (window, axis) =>
      Math.floor(((whole[axis] ?? 0) - (window.size - 1) * window.dilation - 1) / window.stride) +
      1,
  )
  return { images, along, around, counts }
}

/** For every position of a padded block, whether it is inside of the padding. */
function isInside(spatial: Shape, around: Pairs): Tensor {
  const whole = padded(spatial, around)
  const strides = stridesOf(whole)
  const data = Uint8Array.from({ length: sizeOf(whole) }, (_, position) =>
    Number(
      whole.every((length, axis) => {
        const place = Math.floor(position / (strides[axis] ?? 1)) % length
        const [before = 0, after = 0] = around[axis] ?? []
        return place >= before && place < length - after
      }),
    ),
  )
  return new Tensor(whole, 'bool', data)
}

/** The index, among the spatial elements, of the largest element of every window; int32, the first of equals, NaN above all. */
export const firstLargestOp: Primitive<Unary, { windows: Windows }> = primitive<
  Unary,
  { windows: Windows }
>({
  name: 'firstLargest',
  shape: ([x], { windows }) =>
    windowShape(x.shape, windows).toSpliced(-2 * windows.length, windows.length),
  dtype: () => 'int32',
  batch: unaryBatchRule,
  lower(program, [x], out, { windows }) {
    const rank = windows.length
    const spatial = x.shape.slice(x.shape.length - rank)
    program.firstLargest(x, out, {
      parts: sizeOf(x.shape.slice(0, x.shape.length - rank)),
      length: sizeOf(spatial),
      sizes: windowShape(spatial, windows),
      strides: stridesIn(spatial, windows),
      within: rank,
    })
  },
  vjp: [null],
})

/** The largest element of every window of `images`, gathered by its index, which makes it differentiable. */
function largest(images: Tensor, along: Windows, counts: Shape): Tensor {
  const [examples = 0, channels = 0, ...spatial] = images.shape
  const rows = examples * channels
  const places = apply(firstLargestOp, [stopGradient(images)], { windows: along })
  const maxima = apply(
    takeRowsOp,
    [reshape(images, [rows, sizeOf(spatial)]), reshape(places, [rows, sizeOf(counts)])],
    null,
  )
  return reshape(maxima, [examples, channels, ...counts])
}

/**
 * The largest of every window of `x` [N, C, ...spatial]: [N, C, ...counts]. `size`: of the window, one for
 * all axes or one for each.
 *
 * Floats. Windows follow each other (`stride` is `size`) unless it is given; padding never wins over a number (an
 * element of −∞ is its equal). Of equal
 * elements the first takes the derivative, as in PyTorch; NaN wins over all. Throws a ShapeError for
 * windows that do not fit, or that hold nothing but padding.
 */
export function maxPool(x: TensorLike, size: PerAxis, options: WindowOptions = {}): Tensor {
  checkOptions('maxPool', options, windowKinds)
  const { images, along, around, counts } = pooling('maxPool', x, size, options)
  if (around.flat().every((n) => n === 0)) return largest(images, along, counts)
  refuseOnlyPadding('maxPool', images, along, around)
  const inside = isInside(images.shape.slice(2), around)
  const lowest = where(inside, padSpatial(images, around), Number.NEGATIVE_INFINITY)
  return largest(lowest, along, counts)
}

/** Throws a ShapeError where a window along an axis would hold nothing but padding. */
function refuseOnlyPadding(
  name: string,
  images: Tensor,
  along: Windows,
  around: readonly (readonly [number, number])[],
): void {
  const placeOf = (axis: number): string =>
    `along spatial axis ${axis} of ${showShape(images.shape)}`
  for (const [axis, window] of along.entries()) {
    const pair = around[axis] ?? [0, 0]
    const widest = Math.max(...pair)
    if (widest > (window.size - 1) * window.dilation)
      throw new ShapeError(
        `${name}: padding must be smaller than the window's span, got ${widest} ${placeOf(axis)}`,
      )
    if (hasEmptyWindow(window, images.shape[axis + 2] ?? 0, pair))
      throw new ShapeError(
        `${name}: each window must hold an element, got one of padding alone ${placeOf(axis)}; give less padding, or a smaller dilation than ${window.dilation}`,
      )
  }
}

/** Whether a window begins before all elements of an axis and goes on behind them, without one of them. */
function hasEmptyWindow(
  window: Windows[number],
  length: number,
  [before, after]: readonly [number, number],
): boolean {
  const { stride, dilation } = window
  const last = length + before + after - spanOf(window)
  for (let start = -before; start < 0 && start + before <= last; start += stride)
    if (start + Math.ceil(-start / dilation) * dilation >= length) return true
  return false
}

/**
 * The mean of every window of `x` [N, C, ...spatial]: [N, C, ...counts]. `size`: of the window, one for
 * all axes or one for each.
 *
 * Floats. Windows follow each other (`stride` is `size`) unless it is given. Zeros of the padding count
 * unless `countPadding` is false. Throws a ShapeError for windows that do not fit, or that would count
 * nothing.
 */
export function averagePool(
  x: TensorLike,
  size: PerAxis,
  options: AveragePoolOptions = {},
): Tensor {
  const { countPadding = true } = checkOptions('averagePool', options, {
    ...windowKinds,
    countPadding: 'boolean',
  })
  const { images, along, around, counts } = pooling('averagePool', x, size, options)
  const places = sizeOf(along.map((window) => window.size))
  const sums = (block: Tensor): Tensor => {
    const seen = windows(block, along)
    const lead = block.shape.slice(0, block.rank - along.length)
    return reshape(sum(reshape(seen, [...lead, places, sizeOf(counts)]), lead.length), [
      ...lead,
      ...counts,
    ])
  }
  const totals = sums(padSpatial(images, around))
  if (countPadding || around.flat().every((n) => n === 0)) return div(totals, places)
  refuseOnlyPadding('averagePool', images, along, around)
  const inside = isInside(images.shape.slice(2), around)
  return div(totals, sums(cast(inside, images.dtype)))
}

/** The mean over all spatial axes of `x` [N, C, ...spatial]: [N, C], or with axes of length 1 kept. Floats. */
export function globalAveragePool(x: TensorLike, options: ReduceOptions = {}): Tensor {
  checkOptions('globalAveragePool', options, reduceKinds)
  const images = toFloat('globalAveragePool', x)
  checkImages('globalAveragePool', images)
  const axes = images.shape.slice(2).map((_, axis) => axis + 2)
  return mean(images, axes, options)
}

/**
 * The largest over all spatial axes of `x` [N, C, ...spatial]: [N, C], or with axes of length 1 kept.
 * Floats. Of equal elements the first takes the derivative, as in PyTorch's adaptive pooling.
 */
export function globalMaxPool(x: TensorLike, options: ReduceOptions = {}): Tensor {
  const { keepDims = false } = checkOptions('globalMaxPool', options, reduceKinds)
  const images = toFloat('globalMaxPool', x)
  checkImages('globalMaxPool', images)
  const pooled = withOperationName('globalMaxPool', () => maxPool(images, images.shape.slice(2)))
  return keepDims ? pooled : reshape(pooled, images.shape.slice(0, 2))
}
