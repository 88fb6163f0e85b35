import type { Tensor } from '../tensor/tensor.ts'
import { surroundings, type Variable, type VariablePins } from '../tensor/variable.ts'

/**
 * The values that a loop's step, or a function with a checkpoint, has found in variables: it finds the same
 * ones in every step, and again when a derivative repeats it later, whatever was assigned since.
 */
export class PinnedVariables implements VariablePins {
  readonly #values = new Map<Variable, Tensor>()
  #around: VariablePins | null = null

  /** Runs `fn`, which reads variables here and may not assign any. */
  run<T>(fn: () => T): T {
    const before = surroundings.pins
    surroundings.pins = this
    this.#around = before
    try {
      return fn()
    } finally {
      surroundings.pins = before
    }
  }

  value(variable: Variable, read: () => Tensor): Tensor {
    const known = this.#values.get(variable) ?? this.#around?.value(variable, read) ?? read()
    this.#values.set(variable, known)
    return known
  }
}
