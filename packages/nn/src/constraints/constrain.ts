import { describeValue, type Tensor, type Tree, type Variable } from '@sobolev/core'
import { trainedVariables } from '../modules/flatten.ts'
import type { Module } from '../modules/module.ts'
import { selectParameters } from '../parameter-selection.ts'
import { stepOf } from '../schedules/step-of.ts'
import type { Constraint } from './constraint.ts'

/**
 * Brings variables back to what constraints allow, one constraint after the other; those that are not trainable
 * stay as they are. Part of a step that is compiled, after `optimizer.apply`.
 *
 * ```ts
 * optimizer.apply(gradients)
 * constrain([maxNorm({ limit: 3 })], model)
 * ```
 *
 * `step`: counted from 0, as a number or int32 scalar; what a limit on a schedule goes by, and asked for only by one.
 *
 * @throws TypeError where a constraint selects no variable, or is none
 */
export function constrain(
  constraints: readonly Constraint[],
  variables: Module | Tree<Variable>,
  step?: number | Tensor,
): void {
  checkConstraints(constraints)
  const context = { step: step === undefined ? undefined : stepOf('constrain', step) }
  const trained = trainedVariables('constrain', variables)
  for (const { parameters, project } of constraints)
    for (const variable of Object.values(selectParameters('constrain', parameters, trained)))
      variable.assign(project(variable.value, variable, context))
}

function checkConstraints(constraints: readonly Constraint[]): void {
  if (!Array.isArray(constraints))
    throw new TypeError(
      `constrain: the constraints must be an array, got ${describeValue(constraints)}; constrain([maxNorm()], model)`,
    )
  for (const constraint of constraints)
    if (typeof constraint !== 'object' || typeof constraint?.project !== 'function')
      throw new TypeError(
        `constrain: a constraint must be what maxNorm({ limit }) or another gives, got ${describeValue(constraint)}`,
      )
}
