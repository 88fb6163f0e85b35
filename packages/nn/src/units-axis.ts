import { stack, type Tensor, Variable } from '@sobolev/core'

/** The variables of several members of an ensemble in one, [members, ...]; what goes by units takes each member by itself. */
export class VariableOfMembers extends Variable {}

/** The axis of a variable that counts the units: the one that it says, else the last, as in a kernel [in, out]. */
export const unitsAxisOf = ({ unitsAxis, rank }: Variable): number => unitsAxis ?? rank - 1

/** All axes but one that counts members. */
export const axesOfMember = (variable: Variable): number[] =>
  variable.shape
    .map((_, axis) => axis)
    .filter((axis) => axis > 0 || !(variable instanceof VariableOfMembers))

/** The other axes of a member: what is left are the weights of one unit. */
export const axesWithinUnits = (variable: Variable): number[] =>
  axesOfMember(variable).filter((axis) => axis !== unitsAxisOf(variable))

/** The values of each member, or the one value of any other variable, in which `unitsAxis` counts the units. */
export function valuesOfMembers(
  value: Tensor,
  variable: Variable,
): { readonly values: readonly Tensor[]; readonly unitsAxis: number } {
  const unitsAxis = unitsAxisOf(variable)
  if (!(variable instanceof VariableOfMembers)) return { values: [value], unitsAxis }
  const [members = 0] = value.shape
  const values = Array.from({ length: members }, (_, member) => value.slice([member]))
  return { values, unitsAxis: unitsAxis - 1 }
}

/** What `change` makes of a value of the shape of a variable, of that of each member by itself. */
export function changeOfMembers(
  value: Tensor,
  variable: Variable,
  change: (value: Tensor, unitsAxis: number) => Tensor,
): Tensor {
  if (!(variable instanceof VariableOfMembers)) return change(value, unitsAxisOf(variable))
  const { values, unitsAxis } = valuesOfMembers(value, variable)
  return stack(
    values.map((ofMember) => change(ofMember, unitsAxis)),
    0,
  )
}
