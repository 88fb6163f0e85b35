import type { Operand } from '@sobolev/kernels'
import type { TypedArray } from '../../tensor/dtype.ts'
import { type MachineStorage, Variable } from '../../tensor/variable.ts'
import { currentMemory, type MachineMemory } from './machine-memory.ts'

/** Where a variable lies in a machine's memory. It moves when another machine becomes the current one. */
class VariableStorage implements MachineStorage {
  // Weak, so that a variable nobody else holds is collected, and its memory with it.
  readonly #variable: WeakRef<Variable>
  readonly #operands = new Map<MachineMemory, Operand>()
  #memory: MachineMemory
  operand: Operand

  constructor(variable: Variable, memory: MachineMemory) {
    this.#variable = new WeakRef(variable)
    this.#memory = memory
    this.operand = this.#operandIn(memory)
  }

  moveTo(memory: MachineMemory): void {
    if (memory === this.#memory) return
    const operand = this.#operandIn(memory)
    memory.machine.set(operand, this.read())
    this.#memory = memory
    this.operand = operand
  }

  read(): TypedArray {
    return this.#memory.machine.read(this.operand)
  }

  write(data: TypedArray): void {
    this.#memory.machine.set(this.operand, data)
  }

  #operandIn(memory: MachineMemory): Operand {
    const known = this.#operands.get(memory)
    if (known) return known
    const variable = this.#variable.deref()
    if (!variable) throw new Error('compile: a variable must live while it is used')
    const operand = memory.allocateFor(variable, variable.shape, variable.dtype)
    this.#operands.set(memory, operand)
    return operand
  }
}

const storages = new WeakMap<Variable, VariableStorage>()

/** Where the variable lies in the current machine's memory. Its newest value is written there if it is elsewhere. */
export function operandOf(variable: Variable): Operand {
  const storage = storages.get(variable) ?? new VariableStorage(variable, currentMemory())
  storages.set(variable, storage)
  storage.moveTo(currentMemory())
  Variable.writeToMachine(variable, storage)
  return storage.operand
}
