import type { Tensor, Variable } from '@sobolev/core'
import { changeOfMembers } from '../units-axis.ts'

/** What `change` makes of a kernel as a matrix [units, all else], in the shape of the kernel. */
export const changeMatrix = (
  value: Tensor,
  variable: Variable,
  change: (matrix: Tensor) => Tensor,
): Tensor =>
  changeOfMembers(value, variable, (kernel, unitsAxis) => {
    const unitsFirst = kernel.moveAxis(unitsAxis, 0)
    const matrix = unitsFirst.reshape([unitsFirst.shape[0] ?? 0, -1])
    return change(matrix).reshape(unitsFirst.shape).moveAxis(0, unitsAxis)
  })
