import { norm, type Tensor, type Variable } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import type { Variables } from '../evaluation/evaluation.ts'
import { axesOfMember, axesWithinUnits } from '../units-axis.ts'

/** The options of penalties on groups of weights. */
export const groupOptions = {
  groups: option.choice({
    values: ['units', 'inputs'],
    default: 'units',
    words:
      'which weights are a group: those that lead into a unit, or a filter; or those that lead away from an input, or a channel',
  }),
  includes: option.parameters({ default: 'kernel', words: 'which weights count' }),
}

/** Σ √p ‖w‖₂ over the groups of the weights, p how many weights a group has. */
export const sumOfGroupNorms = (weights: Variables, groups: 'units' | 'inputs'): Tensor =>
  Object.values(weights)
    .map((variable) => {
      const norms = norm(variable.value, 2, axesWithin(variable, groups))
      return norms.sum().mul(Math.sqrt(variable.size / norms.size))
    })
    .reduce((total, norms) => total.add(norms))

/** The axes that the weights of one group have. */
function axesWithin(variable: Variable, groups: 'units' | 'inputs'): number[] {
  const withinUnits = axesWithinUnits(variable)
  if (groups === 'units') return withinUnits
  const [inputsAxis] = withinUnits
  return axesOfMember(variable).filter((axis) => axis !== inputsAxis)
}
