import type { Tensor } from '../tensor/tensor.ts'
import type { Variable } from '../tensor/variable.ts'

let innermost: PinnedVariables | null = null

/**
 * The values that a loop's step, or a function with a checkpoint, has found in variables: it finds the same
 * ones in every step, and again when a derivative repeats it later, whatever was assigned since.
 */
export class PinnedVariables {
  readonly #values = new Map<Variable, Tensor>()
  #around: PinnedVariables | null = null

  /** Runs `fn`, which reads variables here and may not assign any. */
  run<T>(fn: () => T): T {
    const before = innermost
    innermost = this
    this.#around = before
    try {
      return fn()
    } finally {
      innermost = before
    }
  }

  value(variable: Variable, read: () => Tensor): Tensor {
    const known = this.#values.get(variable) ?? this.#around?.value(variable, read) ?? read()
    this.#values.set(variable, known)
    return known
  }
}

/** What the step that is running finds in `variable`; what `read` gives outside of any. */
export const pinnedValue = (variable: Variable, read: () => Tensor): Tensor =>
  innermost?.value(variable, read) ?? read()

/** True within a loop's step. */
export const isPinning = (): boolean => innermost !== null
