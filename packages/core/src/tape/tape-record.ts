import type { Entry } from '../context/entry.ts'
import type { Recorder } from '../context/recording.ts'
import type { Tensor } from '../tensor/tensor.ts'
import type { Variable } from '../tensor/variable.ts'

/** What one tape has recorded: the operations in order, and the tensors and variables it watches. */
export class TapeRecord implements Recorder {
  readonly entries: Entry[] = []
  /** Every tensor that each variable held when it was read. */
  readonly variables = new Map<Variable, Set<Tensor>>()
  readonly #watched = new Set<Tensor>()
  readonly #watchVariables: boolean
  /** While true, nothing is recorded. */
  paused = false

  constructor(watchVariables: boolean) {
    this.#watchVariables = watchVariables
  }

  watches(inputs: readonly Tensor[]): boolean {
    return !this.paused && inputs.some((input) => this.#watched.has(input))
  }

  record(entry: Entry): void {
    this.entries.push(entry)
    for (const output of entry.outputs) this.#watched.add(output)
  }

  read(variable: Variable, value: Tensor): void {
    const known = this.variables.has(variable)
    if (!this.paused && (known || (this.#watchVariables && variable.trainable)))
      this.follow(variable, value)
  }

  watch(tensor: Tensor): void {
    this.#watched.add(tensor)
  }

  follow(variable: Variable, value: Tensor): void {
    const values = this.variables.get(variable) ?? new Set<Tensor>()
    this.variables.set(variable, values.add(value))
    this.#watched.add(value)
  }

  /** Whether `tensor` is watched, or was computed from a watched tensor. */
  knows(tensor: Tensor): boolean {
    return this.#watched.has(tensor)
  }

  clear(): void {
    this.entries.length = 0
    this.variables.clear()
    this.#watched.clear()
  }
}
