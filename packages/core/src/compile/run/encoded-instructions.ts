import { MachineFault } from '@sobolev/kernels'
import { CompileError } from '../../errors/errors.ts'
import { operandError } from '../../primitive/machine-fault.ts'
import type { MachineTensor } from '../../primitive/primitive.ts'
import type { Node } from '../graph/graph.ts'
import { currentMemory } from './machine-memory.ts'

/** Which node each instruction of a program computes, to say in words what went wrong. */
export class EncodedInstructions {
  readonly #instructions: {
    readonly word: number
    readonly node: Node
    readonly operands: readonly MachineTensor[]
  }[] = []

  /** The next instruction begins at a word of the program. */
  add(word: number, node: Node, operands: readonly MachineTensor[]): void {
    this.#instructions.push({ word, node, operands })
  }

  /** A fault of the machine in the words of the operation whose instruction raised it. */
  inWords(error: unknown): unknown {
    if (!(error instanceof MachineFault)) return error
    const instruction = this.#instructions.findLast(({ word }) => word <= error.instruction)
    const name = instruction?.node.operation ?? 'program'
    const { machine } = currentMemory()
    return (
      operandError(name, error, instruction?.operands ?? [], (operand) => machine.read(operand)) ??
      new CompileError(`compile: the machine refuses "${name}"`, { cause: error })
    )
  }
}
