import type { Tensor } from '../tensor/tensor.ts'
import { type Variable, type VariablePins, variableContext } from '../tensor/variable.ts'

/**
 * The values that variables had when a function with a checkpoint, or the step of a loop, read them first. Every
 * later run of that function reads the same values, also one that a derivative causes after an assignment.
 */
export class PinnedVariables implements VariablePins {
  readonly #values = new Map<Variable, Tensor>()
  #around: VariablePins | null = null

  /** Runs `fn`, which reads variables here and may not assign any. */
  run<T>(fn: () => T): T {
    const before = variableContext.pins
    variableContext.pins = this
    this.#around = before
    try {
      return fn()
    } finally {
      variableContext.pins = before
    }
  }

  value(variable: Variable, read: () => Tensor): Tensor {
    const known = this.#values.get(variable) ?? this.#around?.value(variable, read) ?? read()
    this.#values.set(variable, known)
    return known
  }
}
