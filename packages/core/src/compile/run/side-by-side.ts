import type { Program } from '@sobolev/kernels'
import { copyAll } from '../../operations/layout/copy.ts'
import type { MachineTensor } from '../../primitive/primitive.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { aligned } from '../graph/bytes.ts'
import type { PlacedGraph } from '../graph/graph.ts'
import { EncodedGraph } from './encoded-graph.ts'
import { EncodedInstructions } from './encoded-instructions.ts'
import { allocateWorkspace } from './executable.ts'
import { currentMemory, GAP, type MachineMemory, runProgram, type Share } from './machine-memory.ts'

/** A graph among others, with where its inputs and results lie, which all of them have at once. */
interface Part {
  readonly encoded: EncodedGraph
  inputs: readonly MachineTensor[]
  outputs: readonly MachineTensor[]
}

/**
 * Several placed graphs as one program of the machine, each computed by one thread; of an odd one, which would keep others
 * waiting, threads share the instructions. Those of one thread follow each other in the same workspace; their inputs lie
 * outside of it, and their results are copied from there.
 */
export class SideBySide {
  readonly #parts: readonly Part[]
  readonly #workspaceBytes: number
  // What the program was encoded for.
  #share: Share | null = null
  #workspace = -1
  #program: Program | null = null
  #instructions = new EncodedInstructions()

  /** `graphs`: placed with their inputs outside. */
  constructor(graphs: readonly PlacedGraph[]) {
    this.#parts = graphs.map((graph) => ({
      encoded: new EncodedGraph(graph),
      inputs: [],
      outputs: [],
    }))
    this.#workspaceBytes =
      aligned(Math.max(0, ...graphs.map(({ memory }) => memory.workspace))) + GAP
  }

  /** Runs on the input tensors of each graph: writes the variables, returns the outputs of each. */
  run(inputs: readonly (readonly Tensor[])[]): Tensor[][] {
    const memory = currentMemory()
    if (!memory.keeps(this.#share)) this.#moveTo(memory)
    for (const { encoded } of this.#parts) encoded.writeVariables()
    const program = this.#programFor(memory)
    for (const [index, part] of this.#parts.entries())
      for (const [place, tensor] of (inputs[index] ?? []).entries()) {
        const input = part.inputs[place]
        if (input) memory.machine.set(input, Tensor.elements(tensor))
      }
    try {
      runProgram(program)
    } catch (error) {
      throw this.#instructions.inWords(error)
    } finally {
      for (const { encoded } of this.#parts) encoded.markChanged()
    }
    return this.#parts.map(({ encoded, outputs }) => encoded.read(outputs, memory))
  }

  #moveTo(memory: MachineMemory): void {
    this.#program = null
    this.#share?.memory.giveUp(this.#share)
    this.#share = null
    const share = memory.shareFor(this)
    for (const part of this.#parts) {
      const { encoded } = part
      const { inputs, outputs } = encoded.graph
      encoded.moveTo(share)
      part.inputs = inputs.map((node) => ({
        ...encoded.keep(node, share),
        shape: node.shape,
      }))
      part.outputs = outputs.map(({ shape, dtype }) => ({
        ...memory.allocateIn(share, shape, dtype),
        shape,
      }))
      encoded.writeVariables()
      memory.leaveGap(share)
    }
    this.#share = share
  }

  #programFor(memory: MachineMemory): Program {
    const { threads } = memory.machine
    const workspace = allocateWorkspace(memory, this.#workspaceBytes * threads)
    if (this.#program && workspace === this.#workspace) return this.#program
    this.#program = null
    this.#workspace = workspace
    const instructions = new EncodedInstructions()
    const program = memory.machine.newProgram()
    const encode = (index: number, thread: number): void => {
      const part = this.#parts[index]
      if (!part) return
      const { encoded, outputs } = part
      encoded.encode(program, workspace + thread * this.#workspaceBytes, (node, operands) =>
        instructions.add(program.length, node, operands),
      )
      for (const [place, node] of encoded.graph.outputs.entries()) {
        const to = outputs[place]
        if (to) copyAll(program, [encoded.locate(node)], to)
      }
    }
    const count = this.#parts.length
    const separate = separateParts(count, threads)
    program.sideBySide(separate, encode)
    for (let index = separate; index < count; index++) encode(index, 0)
    this.#instructions = instructions
    this.#program = program
    return program
  }
}

/**
 * How many of the parts are computed by one thread each. All threads share the instructions of those behind, where so few
 * are left over that most threads would have nothing to do.
 */
export function separateParts(count: number, threads: number): number {
  const leftOver = count % threads
  return 2 * leftOver <= threads ? count - leftOver : count
}
