import type { Tensor, Variable } from '@sobolev/core'
import { unitsAxisOf } from '../units-axis.ts'

/** A kernel as [units, all else]. */
export function matrixOf(kernel: Variable): Tensor {
  const unitsFirst = kernel.value.moveAxis(unitsAxisOf(kernel), 0)
  return unitsFirst.reshape([unitsFirst.shape[0] ?? 0, -1])
}

/** What `matrixOf` made of a kernel, in the shape of the kernel. */
export function inShapeOf(kernel: Variable, matrix: Tensor): Tensor {
  const unitsFirst = kernel.value.moveAxis(unitsAxisOf(kernel), 0).shape
  return matrix.reshape(unitsFirst).moveAxis(0, unitsAxisOf(kernel))
}
