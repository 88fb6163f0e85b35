import type { Tensor, Variable } from '@sobolev/core'
import type { ParameterSelection } from '../parameter-selection.ts'

/** A change of weights after each step, to what they may be; `constrain` applies it. */
export interface Constraint {
  /** Which variables it holds. */
  readonly parameters: ParameterSelection
  /**
   * The nearest value that is allowed, in the same shape and dtype. `step`: how many steps were taken before the one
   * that gave the value, int32 scalar; none where `constrain` was not told.
   */
  readonly project: (
    value: Tensor,
    variable: Variable,
    context?: { readonly step?: Tensor | undefined },
  ) => Tensor
}
