import type { Program } from '@sobolev/kernels'
import type { MachineTensor } from '../../primitive/primitive.ts'
import { type Shape, stridesOf } from '../../tensor/shape.ts'

/** Lowers a view by copying its input: for when the output must have its own memory. */
export function copyAll(program: Program, [x]: readonly MachineTensor[], out: MachineTensor): void {
  if (x) program.copy(x, out, { sizes: [out.size], xStrides: [1], outStrides: [1] })
}

/** Lowers an operation that copies strided elements of its input to a row-major output. */
export function copyFrom(
  program: Program,
  x: MachineTensor,
  out: MachineTensor,
  xStrides: readonly number[],
  xOffset = 0,
): void {
  program.copy(x, out, { sizes: out.shape, xStrides, outStrides: stridesOf(out.shape), xOffset })
}

/** Lowers an operation that copies a row-major input to strided elements of its output. */
export function copyTo(
  program: Program,
  x: MachineTensor,
  out: MachineTensor,
  outStrides: readonly number[],
  outOffset: number,
): void {
  program.copy(x, out, { sizes: x.shape, xStrides: stridesOf(x.shape), outStrides, outOffset })
}

/** Strides that repeat an input of shape `from`, aligned at the last axis, over `rank` axes. */
export function broadcastStrides(from: Shape, rank: number): number[] {
  const strides = stridesOf(from).map((stride, axis) => (from[axis] === 1 ? 0 : stride))
  return [...Array.from({ length: rank - from.length }, () => 0), ...strides]
}
