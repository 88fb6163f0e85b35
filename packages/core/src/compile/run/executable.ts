import { MachineFault, type Operand, Program } from '@sobolev/kernels'
import { CompileError } from '../../errors/errors.ts'
import { copyAll } from '../../operations/layout/copy.ts'
import { indexError } from '../../primitive/index-error.ts'
import { matrixError } from '../../primitive/matrix-error.ts'
import type { MachineTensor } from '../../primitive/primitive.ts'
import type { DType } from '../../tensor/dtype.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { Variable } from '../../tensor/variable.ts'
import type { Node } from '../node.ts'
import { fuse } from '../passes/fuse.ts'
import { liveNodes } from '../passes/live.ts'
import { type MemoryPlan, planMemory, sideBySide, type Update } from '../passes/memory-plan.ts'
import { prune } from '../passes/prune.ts'
import type { Graph } from '../trace/graph.ts'
import { lowerNode, type Note, type Parts, partsIn, placed } from './lower-nodes.ts'
import { homeOf, type Residence, residence, runProgram } from './resident.ts'

/** A graph made ready to run: planned once, encoded for the addresses that its memory has now. */
export class Executable {
  readonly nodes: readonly Node[]
  readonly outputs: readonly Node[]
  readonly plan: MemoryPlan
  /** Bytes that all results of the traced function would take side by side. */
  readonly sideBySide: number
  readonly #inputs: readonly Node[]
  readonly #updates: readonly (Update & { readonly variable: Variable })[]
  readonly #variables: readonly Variable[]
  readonly #parts: Parts
  // What the machine holds that is in use now.
  #residence: Residence | null = null
  #constants = new Map<Node, Operand>()
  #program: Program | null = null
  #workspace = -1
  #inputPlaces: readonly MachineTensor[] = []
  #outputPlaces: readonly { readonly place: MachineTensor; readonly dtype: DType }[] = []
  // Word offset of each instruction's first word, with the node it computes, and of what.
  #origins: {
    readonly word: number
    readonly node: Node
    readonly operands: readonly MachineTensor[]
  }[] = []

  constructor(graph: Graph, inputs: readonly Node[], outputs: readonly Node[]) {
    const written = graph.variables.filter(({ initial, final }) => initial !== final)
    const changed = new Set(written.map(({ initial }) => initial))
    // An old value that is returned, or moves to another variable, must outlive the new one.
    const settled = (node: Node): Node => (changed.has(node.root) ? graph.copy(node) : node)
    const finals = written.map(({ final }) => settled(final))
    const results = [...inputs, ...outputs.map(settled), ...finals]
    const live = prune(graph.nodes, results)
    this.sideBySide = sideBySide(live.nodes)
    const fused = fuse(live.nodes, results.map(live.now))
    const read = (from: number, count: number): Node[] => fused.results.slice(from, from + count)
    this.nodes = liveNodes(fused.nodes, fused.results)
    this.#parts = partsIn(this.nodes)
    this.#inputs = read(0, inputs.length)
    this.outputs = read(inputs.length, outputs.length)
    const ends = read(inputs.length + outputs.length, finals.length)
    this.#updates = written.flatMap(({ variable, initial }, index) => {
      const final = ends[index]
      return final ? [{ home: { kind: 'variable', variable }, variable, initial, final }] : []
    })
    this.plan = planMemory(this.nodes, this.outputs, this.#updates)
    this.#variables = graph.variables.map(({ variable }) => variable)
  }

  /** Runs on the given input tensors: writes the variables, returns the outputs. */
  run(inputs: readonly Tensor[]): Tensor[] {
    const program = this.#ready(inputs)
    const { machine } = residence()
    try {
      runProgram(program)
    } catch (error) {
      throw this.#named(error)
    }
    for (const { variable } of this.#updates) Variable.changedOnMachine(variable)
    return this.#outputPlaces.map(
      ({ place, dtype }) => new Tensor(place.shape, dtype, machine.read(place)),
    )
  }

  /**
   * Every instruction as a program of its own, to be run once each in this order, with the inputs in
   * place. That changes the variables at home: `restoring` puts those back.
   */
  instructions(inputs: readonly Tensor[]): { readonly node: Node; readonly program: Program }[] {
    this.#ready(inputs)
    return this.nodes.flatMap((node) => {
      const program = new Program({ threads: residence().machine.threads })
      this.#lower(node, program, () => {})
      return program.length > 0 ? [{ node, program }] : []
    })
  }

  /** Runs `fn`, after which the variables hold what they held before. */
  restoring<T>(fn: () => T): T {
    const { machine } = residence()
    const kept = this.#variables.map((variable) => {
      const home = homeOf(variable)
      return { home, data: machine.read(home) }
    })
    try {
      return fn()
    } finally {
      for (const { home, data } of kept) machine.set(home, data)
    }
  }

  /** The program, with everything that it reads in its place. */
  #ready(inputs: readonly Tensor[]): Program {
    const { machine } = residence()
    this.#moveTo(residence())
    for (const variable of this.#variables) homeOf(variable)
    const program = this.#encoded()
    for (const [index, tensor] of inputs.entries()) {
      const place = this.#inputPlaces[index]
      if (place) machine.set(place, Tensor.elements(tensor))
    }
    return program
  }

  #moveTo(next: Residence): void {
    if (next === this.#residence) return
    this.#residence = next
    this.#program = null
    this.#constants = new Map()
    for (const node of this.nodes)
      if (node.origin.kind === 'constant') {
        const operand = next.keep(this, node.shape, node.dtype)
        next.machine.set(operand, node.origin.data)
        this.#constants.set(node, operand)
      }
  }

  #encoded(): Program {
    const base = this.#room()
    if (this.#program && base === this.#workspace) return this.#program
    this.#program = null
    this.#workspace = base
    const program = new Program({ threads: residence().machine.threads })
    this.#inputPlaces = this.#inputs.map((node) => this.#place(node))
    this.#outputPlaces = this.outputs.map((node) => ({
      place: this.#place(node),
      dtype: node.dtype,
    }))
    this.#origins = []
    for (const each of this.nodes)
      this.#lower(each, program, (node, operands) =>
        this.#origins.push({ word: program.length, node, operands }),
      )
    for (const { variable, final } of this.#updates) {
      const home = { ...homeOf(variable), shape: variable.shape }
      const from = this.#place(final)
      if (from.address !== home.address) copyAll(program, [from], home)
    }
    this.#program = program
    return program
  }

  #lower(node: Node, program: Program, note: Note): void {
    lowerNode(node, this.#parts, (each) => this.#place(each), program, note)
  }

  #room(): number {
    try {
      return residence().workspaceFor(this.plan.workspace)
    } catch (cause) {
      const mebibytes = Math.ceil(this.plan.workspace / 1_048_576)
      throw new CompileError(
        `compile: the program needs ${mebibytes} MiB for its intermediate results, more than there is; use smaller batches`,
        { cause },
      )
    }
  }

  #place(node: Node): MachineTensor {
    const root = node.root
    const place = this.plan.places.get(root)
    const address =
      place?.kind === 'variable'
        ? homeOf(place.variable).address
        : place?.kind === 'workspace'
          ? this.#workspace + place.offset
          : this.#constants.get(root)?.address
    if (address === undefined) throw new CompileError(`compile: "${node.operation}" has no place`)
    return placed(node, address)
  }

  #named(error: unknown): unknown {
    if (!(error instanceof MachineFault)) return error
    const at = this.#origins.findLast(({ word }) => word <= error.instruction)
    const name = at?.node.operation ?? 'program'
    const indices = at?.operands.at(-1)
    if (error.fault === 'index' && indices)
      return indexError(name, residence().machine.read(indices))
    const ofMatrix = matrixError(name, error, at?.node.inputs[0]?.shape ?? [])
    return ofMatrix ?? new CompileError(`compile: the machine refuses "${name}"`, { cause: error })
  }
}
