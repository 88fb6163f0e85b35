import { describeValue } from '../../errors/describe-value.ts'
import { ShapeError } from '../../errors/errors.ts'
import type { OptionKinds } from '../../errors/options.ts'
import { type Shape, showShape } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { pad } from '../index/pad.ts'
import { spanOf, type Windows, wholeWindows } from './windows.ts'

/** One number for all spatial axes, or one for each. */
export type PerAxis = number | readonly number[]

/**
 * The number of zeros around the spatial axes. `valid`: none. `same`: as many as give ⌈length / stride⌉ windows, an odd
 * one at the end, as in TensorFlow. A number: that many on every side. Pairs: before and after each axis.
 */
export type Padding =
  | 'valid'
  | 'same'
  | number
  | readonly (readonly [before: number, after: number])[]

/** Options of operations on windows. */
export interface WindowOptions {
  /** From one window to the next, of all axes or of each. */
  readonly stride?: PerAxis
  /** What stands around the elements: `valid`, none; `same`, so that a stride of 1 keeps the size; or numbers. */
  readonly padding?: Padding
  /** From one element of a window to the next, of all axes or of each. */
  readonly dilation?: PerAxis
}

export const windowKinds: OptionKinds<WindowOptions> = {
  stride: 'any',
  padding: 'any',
  dilation: 'any',
}

export type Pairs = readonly (readonly [before: number, after: number])[]

/** One number for each of `rank` axes. Throws a ShapeError for another count. */
export function perAxis(operation: string, name: string, value: PerAxis, rank: number): Shape {
  if (typeof value === 'number') return Array.from({ length: rank }, () => value)
  if (Array.isArray(value) && value.length === rank) return value
  throw new ShapeError(
    `${operation}: ${name} must be a number or one for each of the ${rank} spatial axes, got ${describeValue(value)}`,
  )
}

/** The windows that the options describe. Throws a ShapeError for what is no whole number from 1. */
export function windowsOf(
  operation: string,
  sizes: Shape,
  { stride = 1, dilation = 1 }: WindowOptions,
): Windows {
  const strides = perAxis(operation, 'stride', stride, sizes.length)
  const dilations = perAxis(operation, 'dilation', dilation, sizes.length)
  return wholeWindows(
    operation,
    sizes.map((size, axis) => ({
      size,
      stride: strides[axis] ?? 1,
      dilation: dilations[axis] ?? 1,
    })),
  )
}

/** Zeros before and after each spatial axis. Throws a ShapeError for what is no count. */
export function paddingOf(
  operation: string,
  padding: Padding,
  spatial: Shape,
  windows: Windows,
): Pairs {
  if (padding === 'same')
    return windows.map((window, axis) => {
      const length = spatial[axis] ?? 0
      const reach = (Math.ceil(length / window.stride) - 1) * window.stride + spanOf(window)
      const total = Math.max(0, reach - length)
      return [Math.floor(total / 2), Math.ceil(total / 2)]
    })
  const pairs: Pairs =
    typeof padding === 'object'
      ? padding
      : windows.map(() => (padding === 'valid' ? [0, 0] : [padding, padding]))
  if (
    pairs.length !== windows.length ||
    !pairs.every(
      (pair) =>
        Array.isArray(pair) &&
        pair.length === 2 &&
        pair.every((n) => Number.isSafeInteger(n) && n >= 0),
    )
  )
    throw new ShapeError(
      `${operation}: padding must be "same", "valid", a whole number from 0 or two of them for each of the ${windows.length} spatial axes, got ${JSON.stringify(padding)}`,
    )
  return pairs
}

/** `pad` of the last axes alone. */
export const padSpatial = (x: Tensor, pairs: Pairs): Tensor =>
  pairs.flat().every((n) => n === 0)
    ? x
    : pad(x, [...x.shape.slice(pairs.length).map((): [number, number] => [0, 0]), ...pairs])

/** The lengths of axes with their padding. */
export const padded = (spatial: Shape, pairs: Pairs): Shape =>
  spatial.map((length, axis) => length + (pairs[axis]?.[0] ?? 0) + (pairs[axis]?.[1] ?? 0))

/** Throws a ShapeError for an input without examples, channels and at least one spatial axis. */
export function checkImages(operation: string, { shape }: Tensor): void {
  if (shape.length < 3)
    throw new ShapeError(
      `${operation}: x must have the axes [examples, channels, ...spatial], got ${showShape(shape)}; expandDims(x, 0) makes a batch of one example`,
    )
}
