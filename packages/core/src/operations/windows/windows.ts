import { DTypeError, ShapeError } from '../../errors/errors.ts'
import { checkOptions } from '../../errors/options.ts'
import { apply } from '../../primitive/apply.ts'
import { type Primitive, primitive, type Unary } from '../../primitive/primitive.ts'
import { unaryBatchRule } from '../../tensor/batching.ts'
import { type TensorLike, toTensor } from '../../tensor/convert.ts'
import {
  checkArray,
  checkShape,
  type Shape,
  sameShape,
  showShape,
  sizeOf,
  stridesOf,
} from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { copyFrom } from '../layout/copy.ts'
import { reshape } from '../layout/reshape.ts'

/** Windows along one axis: each has `size` elements, `dilation` apart, and starts `stride` after the one before. */
export interface Window {
  /** Elements of a window along the axis. */
  readonly size: number
  /** From one window to the next; 1 unless given. */
  readonly stride?: number
  /** From one element of a window to the next; 1 unless given. */
  readonly dilation?: number
}

/** Windows along the last axes, with defaults filled in. */
export type Windows = readonly Required<Window>[]

/** The number of elements that a window spans, those between its own included. */
export const spanOf = ({ size, dilation }: Required<Window>): number => (size - 1) * dilation + 1

const countOf = (length: number, window: Required<Window>): number =>
  Math.floor((length - spanOf(window)) / window.stride) + 1

/** Splits a shape into leading axes and those along which windows are taken. */
const splitShape = (shape: Shape, { length }: Windows): readonly [lead: Shape, spatial: Shape] => [
  shape.slice(0, shape.length - length),
  shape.slice(shape.length - length),
]

/** [..., *sizes, *counts]: the shape of all windows of a block. */
export function windowShape(shape: Shape, windows: Windows): Shape {
  const [lead, spatial] = splitShape(shape, windows)
  return [
    ...lead,
    ...windows.map(({ size }) => size),
    ...windows.map((window, axis) => countOf(spatial[axis] ?? 0, window)),
  ]
}

/** Strides in elements, in a block of these lengths, from element to element of a window, then from window to window. */
export function stridesIn(spatial: Shape, windows: Windows): number[] {
  const strides = stridesOf(spatial)
  return [
    ...windows.map(({ dilation }, axis) => dilation * (strides[axis] ?? 1)),
    ...windows.map(({ stride }, axis) => stride * (strides[axis] ?? 1)),
  ]
}

export const windowsOp: Primitive<Unary, { windows: Windows }> = primitive<
  Unary,
  { windows: Windows }
>({
  name: 'windows',
  carriesZeros: true,
  shape: ([x], { windows }) => windowShape(x.shape, windows),
  batch: unaryBatchRule,
  lower(program, [x], out, { windows }) {
    const [lead, spatial] = splitShape(x.shape, windows)
    const block = sizeOf(spatial)
    const strides = stridesOf(lead).map((stride) => stride * block)
    copyFrom(program, x, out, [...strides, ...stridesIn(spatial, windows)])
  },
  vjp: [
    (g, [x], _, { windows }) => {
      const [, spatial] = splitShape(x.shape, windows)
      return apply(overlapAddOp, [g], { windows, spatial })
    },
  ],
})

export const overlapAddOp: Primitive<Unary, { windows: Windows; spatial: Shape }> = primitive<
  Unary,
  { windows: Windows; spatial: Shape }
>({
  name: 'overlapAdd',
  carriesZeros: true,
  shape: ([x], { windows, spatial }) => [
    ...x.shape.slice(0, x.shape.length - 2 * windows.length),
    ...spatial,
  ],
  batch: unaryBatchRule,
  lower(program, [x], out, { windows, spatial }) {
    const lead = x.shape.slice(0, x.shape.length - 2 * windows.length)
    program.overlapAdd(x, out, {
      parts: sizeOf(lead),
      length: sizeOf(spatial),
      sizes: x.shape.slice(lead.length),
      strides: stridesIn(spatial, windows),
    })
  },
  vjp: [(g, _, __, { windows }) => apply(windowsOp, [g], { windows })],
})

/** Throws a ShapeError unless sizes, strides and dilations are whole numbers from 1. */
export function wholeWindows(operation: string, windows: readonly Window[]): Windows {
  checkArray(operation, 'the windows', windows, '[{ size: 2 }]')
  for (const window of windows)
    checkOptions(operation, window, { size: 'any', stride: 'any', dilation: 'any' })
  return windows.map(({ size, stride = 1, dilation = 1 }) => {
    for (const [key, value] of Object.entries({ size, stride, dilation }))
      if (!Number.isSafeInteger(value) || value < 1)
        throw new ShapeError(`${operation}: ${key} must be a whole number from 1, got ${value}`)
    return { size, stride, dilation }
  })
}

/** Throws a ShapeError where a window does not fit into its axis once; `hint` is the way out. */
export function checkFit(
  operation: string,
  spatial: Shape,
  windows: Windows,
  hint: string = 'pad the input, or give padding',
): void {
  for (const [axis, window] of windows.entries())
    if ((spatial[axis] ?? 0) < spanOf(window))
      throw new ShapeError(
        `${operation}: each window must fit into its axis, got spans ${showShape(windows.map(spanOf))} and axes ${showShape(spatial)}; ${hint}`,
      )
}

/**
 * All windows along the last axes of `x`, one axis for each of `windows`: [..., *sizes, *counts].
 *
 * Element [..., i, j] is that at `j · stride + i · dilation`; what the last window does not reach is left
 * out. Any dtype. The derivative adds what overlaps. Throws a ShapeError where no window fits.
 */
export function windows(x: TensorLike, windows: readonly Window[]): Tensor {
  const input = toTensor('windows', x)
  const whole = wholeWindows('windows', windows)
  if (whole.length > input.rank)
    throw new ShapeError(
      `windows: at most ${input.rank} axes, as ${showShape(input.shape)} has, got ${whole.length}`,
    )
  const [lead, spatial] = splitShape(input.shape, whole)
  checkFit('windows', spatial, whole)
  // Windows of one element with stride 1 are the elements themselves.
  if (whole.every(({ size, stride }) => size === 1 && stride === 1))
    return reshape(input, [...lead, ...whole.map(() => 1), ...spatial])
  return apply(windowsOp, [input], { windows: whole })
}

/**
 * The adjoint of `windows`: zeros of `lengths`, with every window of `x` [..., *sizes, *counts] added at
 * its place, in the order of the places in a window.
 *
 * Numbers. Throws a ShapeError where `x` is not what `windows` makes of axes of these lengths.
 */
export function overlapAdd(x: TensorLike, windows: readonly Window[], lengths: Shape): Tensor {
  const input = toTensor('overlapAdd', x)
  if (input.dtype === 'bool') throw new DTypeError('overlapAdd: must be numbers, got bool')
  const whole = wholeWindows('overlapAdd', windows)
  checkShape('overlapAdd', lengths)
  if (lengths.length !== whole.length)
    throw new ShapeError(
      `overlapAdd: needs one length for each of the ${whole.length} windows, got ${showShape(lengths)}`,
    )
  checkFit('overlapAdd', lengths, whole, 'give longer lengths')
  const block = windowShape(lengths, whole)
  if (!sameShape(input.shape.slice(-block.length), block) && block.length > 0)
    throw new ShapeError(
      `overlapAdd: the last axes must be ${showShape(block)}, got ${showShape(input.shape)}`,
    )
  const lead = input.shape.slice(0, input.rank - block.length)
  if (whole.every(({ size, stride }) => size === 1 && stride === 1))
    return reshape(input, [...lead, ...lengths])
  return apply(overlapAddOp, [input], { windows: whole, spatial: lengths })
}
