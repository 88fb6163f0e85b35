import type { Variable } from '@sobolev/core'

/** The axis of a variable that counts the units: the one that it says, else the last, as in a kernel [in, out]. */
export const unitsAxisOf = ({ unitsAxis, rank }: Variable): number => unitsAxis ?? rank - 1

/** The other axes: what is left are the weights of one unit. */
export const axesWithinUnits = (variable: Variable): number[] =>
  variable.shape.flatMap((_, axis) => (axis === unitsAxisOf(variable) ? [] : [axis]))
