import type { Tensor, Variable } from '@sobolev/core'
import { unitsAxisOf } from '../units-axis.ts'

/** What `change` makes of a kernel as a matrix [units, all else], in the shape of the kernel. */
export function changeMatrix(
  value: Tensor,
  variable: Variable,
  change: (matrix: Tensor) => Tensor,
): Tensor {
  const axis = unitsAxisOf(variable)
  const unitsFirst = value.moveAxis(axis, 0)
  const matrix = unitsFirst.reshape([unitsFirst.shape[0] ?? 0, -1])
  return change(matrix).reshape(unitsFirst.shape).moveAxis(0, axis)
}
