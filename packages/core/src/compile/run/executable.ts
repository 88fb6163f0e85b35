import type { Program } from '@sobolev/kernels'
import { CompileError } from '../../errors/errors.ts'
import type { MachineTensor } from '../../primitive/primitive.ts'
import { Tensor } from '../../tensor/tensor.ts'
import type { Node, PlacedGraph } from '../graph/graph.ts'
import { EncodedGraph } from './encoded-graph.ts'
import { EncodedInstructions } from './encoded-instructions.ts'
import { currentMemory, type MachineMemory, runProgram, type Share } from './machine-memory.ts'
import { operandOf } from './variable-storage.ts'

/**
 * A placed graph as a program of the machine. It is encoded on its first run, and again when its memory has moved, or was
 * given to other programs.
 */
export class Executable {
  readonly #encoded: EncodedGraph
  // What the program was encoded for.
  #share: Share | null = null
  #workspace = -1
  #program: Program | null = null
  #instructions = new EncodedInstructions()
  #inputs: readonly MachineTensor[] = []
  #outputs: readonly MachineTensor[] = []

  constructor(graph: PlacedGraph) {
    this.#encoded = new EncodedGraph(graph)
  }

  /** Runs on the given input tensors: writes the variables, returns the outputs. */
  run(inputs: readonly Tensor[]): Tensor[] {
    const program = this.#prepare(inputs)
    try {
      runProgram(program)
    } catch (error) {
      throw this.#instructions.inWords(error)
    }
    this.#encoded.markChanged()
    return this.#encoded.read(this.#outputs, currentMemory())
  }

  /**
   * Every instruction as a program of its own, to be run once each in this order, with the inputs written to memory.
   * Running them changes the variables: `restoring` puts their values back.
   */
  instructions(inputs: readonly Tensor[]): { readonly node: Node; readonly program: Program }[] {
    this.#prepare(inputs)
    return this.#encoded.graph.nodes.flatMap((node) => {
      const program = currentMemory().machine.newProgram()
      this.#encoded.lower(node, program, () => {})
      return program.length > 0 ? [{ node, program }] : []
    })
  }

  /** Runs `fn`, and gives the variables the values that they had before. */
  restoring<T>(fn: () => T): T {
    const { machine } = currentMemory()
    const saved = Array.from(this.#encoded.variables, (variable) => {
      const operand = operandOf(variable)
      return { operand, data: machine.read(operand) }
    })
    try {
      return fn()
    } finally {
      for (const { operand, data } of saved) machine.set(operand, data)
    }
  }

  /** The program, with everything that it reads written to memory. */
  #prepare(inputs: readonly Tensor[]): Program {
    const memory = currentMemory()
    if (!memory.keeps(this.#share)) {
      this.#program = null
      this.#share?.memory.giveUp(this.#share)
      this.#share = null
      const share = memory.shareFor(this)
      this.#encoded.moveTo(share)
      this.#share = share
    }
    this.#encoded.writeVariables()
    const program = this.#programFor(memory)
    for (const [index, tensor] of inputs.entries()) {
      const input = this.#inputs[index]
      if (input) memory.machine.set(input, Tensor.elements(tensor))
    }
    return program
  }

  #programFor(memory: MachineMemory): Program {
    const { graph } = this.#encoded
    const workspace = allocateWorkspace(memory, graph.memory.workspace)
    if (this.#program && workspace === this.#workspace) return this.#program
    this.#program = null
    this.#workspace = workspace
    const instructions = new EncodedInstructions()
    const program = memory.machine.newProgram()
    this.#encoded.encode(program, workspace, (node, operands) =>
      instructions.add(program.length, node, operands),
    )
    this.#inputs = graph.inputs.map((node) => this.#encoded.locate(node))
    this.#outputs = graph.outputs.map((node) => this.#encoded.locate(node))
    this.#instructions = instructions
    this.#program = program
    return program
  }
}

/** The address of so many bytes for intermediate results. */
export function allocateWorkspace(memory: MachineMemory, bytes: number): number {
  try {
    return memory.workspaceFor(bytes)
  } catch (cause) {
    const mebibytes = Math.ceil(bytes / 1_048_576)
    throw new CompileError(
      `compile: the program needs ${mebibytes} MiB for its intermediate results, more than there is; use smaller batches`,
      { cause },
    )
  }
}
