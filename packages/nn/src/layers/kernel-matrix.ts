import type { Tensor, Variable } from '@sobolev/core'
import { unitsAxisOf, valuesOfMembers } from '../units-axis.ts'

/** A kernel as [units, all else], of one member. */
export function matrixOf(kernel: Variable): Tensor {
  return asMatrix(kernel.value, unitsAxisOf(kernel))
}

/** The kernels of each member as `matrixOf` gives them; of a kernel of no ensemble it alone. */
export function matricesOf(kernel: Variable): Tensor[] {
  const { values, unitsAxis } = valuesOfMembers(kernel.value, kernel)
  return values.map((value) => asMatrix(value, unitsAxis))
}

function asMatrix(value: Tensor, unitsAxis: number): Tensor {
  const unitsFirst = value.moveAxis(unitsAxis, 0)
  return unitsFirst.reshape([unitsFirst.shape[0] ?? 0, -1])
}

/** What `matrixOf` made of a kernel, in the shape of the kernel. */
export function inShapeOf(kernel: Variable, matrix: Tensor): Tensor {
  const unitsFirst = kernel.value.moveAxis(unitsAxisOf(kernel), 0).shape
  return matrix.reshape(unitsFirst).moveAxis(0, unitsAxisOf(kernel))
}
