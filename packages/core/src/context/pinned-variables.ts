import { CompileError } from '../errors/errors.ts'
import type { Tensor } from '../tensor/tensor.ts'
import {
  type ReadValue,
  type Variable,
  type VariableReader,
  type VariableValues,
  variableContext,
} from '../tensor/variable.ts'

/**
 * The values that variables had when a function with a checkpoint, or the step of a loop, read them first. Every
 * later run of that function reads the same values, also one that a derivative causes after an assignment.
 */
export class PinnedVariables implements VariableValues {
  readonly #values = new Map<Variable, ReadValue>()
  #around: VariableValues | null = null

  /** Runs `fn`, which reads variables here and may not assign any. */
  run<T>(fn: () => T): T {
    const before = variableContext.values
    variableContext.values = this
    this.#around = before
    try {
      return fn()
    } finally {
      variableContext.values = before
    }
  }

  get hasStandIns(): boolean {
    return this.#around?.hasStandIns ?? false
  }

  read(variable: Variable, held: () => Tensor): ReadValue {
    const known = this.#values.get(variable) ??
      this.#around?.read(variable, held) ?? { value: held() }
    this.#values.set(variable, known)
    return known
  }

  strangersTo(variable: Variable): readonly VariableReader[] {
    const known = this.#values.get(variable)
    return (known ? known.strangers : this.#around?.strangersTo(variable)) ?? []
  }

  assign({ name }: Variable): never {
    throw new CompileError(
      `assign: what a derivative runs again must not assign variables, got "${name}" within scan or checkpoint; return the value, or carry it from step to step, and assign it outside`,
    )
  }
}
