import type { Operand, Program } from '@sobolev/kernels'
import { CompileError } from '../../errors/errors.ts'
import { copyAll } from '../../operations/layout/copy.ts'
import type { MachineTensor } from '../../primitive/primitive.ts'
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
import type { MachineMemory, Share } from './machine-memory.ts'
import { operandOf } from './variable-storage.ts'

/** A placed graph in a machine's memory: where its values lie, and the instructions that compute them. */
export class EncodedGraph {
  readonly graph: PlacedGraph
  /** Those that it reads or assigns. */
  readonly variables: ReadonlySet<Variable>
  readonly #assigned: readonly { readonly variable: Variable; readonly final: Node }[]
  readonly #loopParts: LoopParts
  #workspace = -1
  // Constants, and what lies outside of the workspace.
  #kept = new Map<Node, Operand>()

  constructor(graph: PlacedGraph) {
    this.graph = graph
    this.#loopParts = findLoopParts(graph.nodes)
    this.#assigned = graph.updates.flatMap(({ initial: { origin }, final }) =>
      origin.kind === 'variable' ? [{ variable: origin.variable, final }] : [],
    )
    const read = graph.nodes.flatMap(({ origin }) =>
      origin.kind === 'variable' ? [origin.variable] : [],
    )
    this.variables = new Set([...read, ...this.assigned])
  }

  /** The variables that it assigns. */
  get assigned(): readonly Variable[] {
    return this.#assigned.map(({ variable }) => variable)
  }

  /** Writes the constants to a new share of a memory. */
  moveTo(share: Share): void {
    this.#kept = new Map()
    for (const node of this.graph.nodes)
      if (node.origin.kind === 'constant')
        share.memory.machine.set(this.keep(node, share), node.origin.data)
  }

  /** Memory for a value that lies outside of the workspace. */
  keep(node: Node, share: Share): Operand {
    const operand = share.memory.allocateIn(share, node.shape, node.dtype)
    this.#kept.set(node, operand)
    return operand
  }

  /** Appends its instructions, with intermediate results in the workspace at an address. */
  encode(program: Program, workspace: number, onInstruction: OnInstruction): void {
    this.#workspace = workspace
    for (const node of this.graph.nodes) this.lower(node, program, onInstruction)
    for (const { variable, final } of this.#assigned) {
      const to = { ...operandOf(variable), shape: variable.shape }
      const from = this.locate(final)
      if (from.address !== to.address) copyAll(program, [from], to)
    }
  }

  lower(node: Node, program: Program, onInstruction: OnInstruction): void {
    lowerNode(node, this.#loopParts, (other) => this.locate(other), program, onInstruction)
  }

  /** Writes the newest values of the variables to the memory where they are elsewhere. */
  writeVariables(): void {
    for (const variable of this.variables) operandOf(variable)
  }

  /** Tells the variables that it assigns that their newest values are in the memory. */
  markChanged(): void {
    for (const { variable } of this.#assigned) Variable.changedOnMachine(variable)
  }

  locate(node: Node): MachineTensor {
    return machineTensor(node, this.#addressOf(node))
  }

  /** What the graph gives, which lies in these operands after the program has run. */
  read(operands: readonly MachineTensor[], { machine }: MachineMemory): Tensor[] {
    return this.graph.outputs.flatMap(({ dtype }, index) => {
      const operand = operands[index]
      return operand ? [new Tensor(operand.shape, dtype, machine.read(operand))] : []
    })
  }

  #addressOf({ root, operation }: Node): number {
    const allocation = this.graph.memory.allocations.get(root)
    if (allocation?.kind === 'variable') return operandOf(allocation.variable).address
    if (allocation?.kind === 'workspace') return this.#workspace + allocation.offset
    const kept = this.#kept.get(allocation?.kind === 'outside' ? allocation.node : root)
    if (!kept) throw new CompileError(`compile: "${operation}" has no memory`)
    return kept.address
  }
}
