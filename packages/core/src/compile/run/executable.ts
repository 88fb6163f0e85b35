import { MachineFault, type Operand, Program } from '@sobolev/kernels'
import { CompileError } from '../../errors/errors.ts'
import { copyAll } from '../../operations/layout/copy.ts'
import { operandError } from '../../primitive/machine-fault.ts'
import type { MachineTensor } from '../../primitive/primitive.ts'
import type { DType } from '../../tensor/dtype.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { Variable } from '../../tensor/variable.ts'
import type { Node, PlacedGraph } from '../graph/graph.ts'
import {
  findLoopParts,
  type LoopParts,
  lowerNode,
  machineTensor,
  type OnInstruction,
} from './lower-nodes.ts'
import { currentMemory, type MachineMemory, runProgram } from './machine-memory.ts'
import { operandOf } from './variable-storage.ts'

/** A placed graph as a program of the machine. It is encoded on its first run, and again when its memory has moved. */
export class Executable {
  readonly #graph: PlacedGraph
  readonly #loopParts: LoopParts
  readonly #variables: readonly Variable[]
  readonly #assigned: readonly { readonly variable: Variable; readonly final: Node }[]
  // What the program was encoded for.
  #memory: MachineMemory | null = null
  #constants = new Map<Node, Operand>()
  #workspace = -1
  #program: Program | null = null
  #instructions: EncodedInstruction[] = []
  #inputs: readonly MachineTensor[] = []
  #outputs: readonly { readonly output: MachineTensor; readonly dtype: DType }[] = []

  constructor(graph: PlacedGraph) {
    this.#graph = graph
    this.#loopParts = findLoopParts(graph.nodes)
    this.#assigned = graph.updates.flatMap(({ initial: { origin }, final }) =>
      origin.kind === 'variable' ? [{ variable: origin.variable, final }] : [],
    )
    const read = graph.nodes.flatMap(({ origin }) =>
      origin.kind === 'variable' ? [origin.variable] : [],
    )
    this.#variables = [...new Set([...read, ...this.#assigned.map(({ variable }) => variable)])]
  }

  /** Runs on the given input tensors: writes the variables, returns the outputs. */
  run(inputs: readonly Tensor[]): Tensor[] {
    const program = this.#prepare(inputs)
    try {
      runProgram(program)
    } catch (error) {
      throw this.#inWords(error)
    }
    for (const { variable } of this.#assigned) Variable.changedOnMachine(variable)
    const { machine } = currentMemory()
    return this.#outputs.map(
      ({ output, dtype }) => new Tensor(output.shape, dtype, machine.read(output)),
    )
  }

  /**
   * Every instruction as a program of its own, to be run once each in this order, with the inputs written to memory.
   * Running them changes the variables: `restoring` puts their values back.
   */
  instructions(inputs: readonly Tensor[]): { readonly node: Node; readonly program: Program }[] {
    this.#prepare(inputs)
    return this.#graph.nodes.flatMap((node) => {
      const program = new Program({ threads: currentMemory().machine.threads })
      this.#lower(node, program, () => {})
      return program.length > 0 ? [{ node, program }] : []
    })
  }

  /** Runs `fn`, and gives the variables the values that they had before. */
  restoring<T>(fn: () => T): T {
    const { machine } = currentMemory()
    const saved = this.#variables.map((variable) => {
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
    this.#moveTo(memory)
    for (const variable of this.#variables) operandOf(variable)
    const program = this.#encoded()
    for (const [index, tensor] of inputs.entries()) {
      const input = this.#inputs[index]
      if (input) memory.machine.set(input, Tensor.elements(tensor))
    }
    return program
  }

  /** Writes the constants to another memory. */
  #moveTo(memory: MachineMemory): void {
    if (memory === this.#memory) return
    this.#memory = memory
    this.#program = null
    this.#constants = new Map()
    for (const node of this.#graph.nodes)
      if (node.origin.kind === 'constant') {
        const operand = memory.allocateFor(this, node.shape, node.dtype)
        memory.machine.set(operand, node.origin.data)
        this.#constants.set(node, operand)
      }
  }

  #encoded(): Program {
    const workspace = this.#allocateWorkspace()
    if (this.#program && workspace === this.#workspace) return this.#program
    this.#program = null
    this.#workspace = workspace
    this.#inputs = this.#graph.inputs.map((node) => this.#locate(node))
    this.#outputs = this.#graph.outputs.map((node) => ({
      output: this.#locate(node),
      dtype: node.dtype,
    }))
    this.#instructions = []
    const program = new Program({ threads: currentMemory().machine.threads })
    for (const node of this.#graph.nodes)
      this.#lower(node, program, (computed, operands) =>
        this.#instructions.push({ word: program.length, node: computed, operands }),
      )
    for (const { variable, final } of this.#assigned) {
      const to = { ...operandOf(variable), shape: variable.shape }
      const from = this.#locate(final)
      if (from.address !== to.address) copyAll(program, [from], to)
    }
    this.#program = program
    return program
  }

  #lower(node: Node, program: Program, onInstruction: OnInstruction): void {
    lowerNode(node, this.#loopParts, (other) => this.#locate(other), program, onInstruction)
  }

  #allocateWorkspace(): number {
    const { workspace } = this.#graph.memory
    try {
      return currentMemory().workspaceFor(workspace)
    } catch (cause) {
      const mebibytes = Math.ceil(workspace / 1_048_576)
      throw new CompileError(
        `compile: the program needs ${mebibytes} MiB for its intermediate results, more than there is; use smaller batches`,
        { cause },
      )
    }
  }

  #locate(node: Node): MachineTensor {
    return machineTensor(node, this.#addressOf(node))
  }

  #addressOf({ root, operation }: Node): number {
    const allocation = this.#graph.memory.allocations.get(root)
    if (allocation?.kind === 'variable') return operandOf(allocation.variable).address
    if (allocation?.kind === 'workspace') return this.#workspace + allocation.offset
    const constant = this.#constants.get(root)
    if (!constant) throw new CompileError(`compile: "${operation}" has no memory`)
    return constant.address
  }

  /** A fault of the machine in the words of the operation whose instruction raised it. */
  #inWords(error: unknown): unknown {
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

interface EncodedInstruction {
  /** Offset of its first word in the program. */
  readonly word: number
  readonly node: Node
  readonly operands: readonly MachineTensor[]
}
