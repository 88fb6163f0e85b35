import { ShapeError, type Tensor, type Variable } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import { axesOfMember } from '../units-axis.ts'

/** The options of constraints on the weights of a unit. */
export const unitOptions = {
  includes: option.parameters({ default: 'kernel', words: 'the variables that are held' }),
  unitsAxis: option.integer({
    minimum: 0,
    or: ['layer'],
    default: 'layer',
    words:
      'the axis that counts the units, 1 for a dense kernel [in, out]; layer goes by what the layer says of its kernel, and takes the vector of each index of an embedding for the weights of a unit',
  }),
}

/**
 * The axes along which the weights of one unit lie.
 *
 * @throws ShapeError where neither the option nor the variable says which axis counts the units
 */
export function withinUnits(
  constraint: string,
  { shape }: Tensor,
  variable: Variable,
  unitsAxis: number | 'layer',
): number[] {
  const ofMember = axesOfMember(variable)
  const rank = ofMember.length
  const known = knownAxis(variable, ofMember)
  const units = typeof unitsAxis === 'number' ? unitsAxis : known
  // [out, in, …] and […, in, out] look alike, but few have their units in the second place.
  const isDoubtful = units === 1 && rank > 2 && known !== 1
  if (units === undefined || units >= rank || isDoubtful)
    throw new ShapeError(
      `${constraint}: unitsAxis must be the axis that counts the units, got ${units ?? 'none that the layer says'} for [${shape.join(', ')}]; it is 0 for the kernel of a convolution, and includes says which variables are held`,
    )
  return ofMember.filter((_, position) => position !== units)
}

/** The axis of the units among those of one member, as far as the layer says it. */
function knownAxis({ unitsAxis, role }: Variable, ofMember: readonly number[]): number | undefined {
  if (unitsAxis !== undefined) return ofMember.indexOf(unitsAxis)
  // [indices, units]: what is held is what an index stands for.
  if (role === 'embedding') return 0
  return ofMember.length === 2 ? 1 : undefined
}
