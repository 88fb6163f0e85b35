import { DTypeCode, type Program } from '@sobolev/kernels'
import { copyAll } from '../../operations/layout/copy.ts'
import { checkLowered } from '../../primitive/execute.ts'
import type { MachineTensor } from '../../primitive/primitive.ts'
import { sizeOf } from '../../tensor/shape.ts'
import { COUNTER_BYTES, type Node, type PlannedLoop } from '../graph/graph.ts'

/** Called before each instruction is appended, with the node that it computes and its operands. */
export type OnInstruction = (node: Node, operands: readonly MachineTensor[]) => void

/** Tells where the elements of a node lie. */
export type Locate = (node: Node) => MachineTensor

/** For each loop, the nodes that stand for its results. */
export type LoopParts = ReadonlyMap<Node, readonly Node[]>

export function findLoopParts(nodes: readonly Node[]): LoopParts {
  const parts = new Map<Node, Node[]>()
  for (const node of nodes) {
    const [loop] = node.inputs
    if (node.origin.kind !== 'part' || !loop) continue
    const known = parts.get(loop)
    if (known) known.push(node)
    else parts.set(loop, [node])
  }
  return parts
}

/** Appends the instructions that compute `node`. */
export function lowerNode(
  node: Node,
  loopParts: LoopParts,
  locate: Locate,
  program: Program,
  onInstruction: OnInstruction,
): void {
  const { origin, inputs } = node
  if (origin.kind === 'kernel' && !origin.view) {
    const operands = inputs.map(locate)
    onInstruction(node, operands)
    const out = locate(node)
    checkLowered(origin.operation, program, out, () => origin.lower(program, operands, out))
  }
  if (origin.kind === 'plannedLoop') {
    const results = new Map<number, MachineTensor>()
    for (const part of loopParts.get(node) ?? [])
      if (part.origin.kind === 'part') results.set(part.origin.index, locate(part))
    const address = locate(node).address
    lowerLoop(origin.loop, inputs.map(locate), address, results, program, onInstruction)
  }
}

/**
 * Appends a loop: its first carry, the instructions of one step, and what every step does at its end. `address`: of
 * the loop's memory. `results`: where the results go that are read, by index: of the carry first, then of the outputs.
 */
function lowerLoop(
  loop: PlannedLoop,
  operands: readonly MachineTensor[],
  address: number,
  results: ReadonlyMap<number, MachineTensor>,
  program: Program,
  onInstruction: OnInstruction,
): void {
  const { inputs, updates, outputs, nodes, memory, length, reverse } = loop
  const outside = new Map<Node, MachineTensor>()
  for (const [index, { initial }] of updates.entries()) {
    const offset = loop.carryOffsets[index] ?? Number.NaN
    outside.set(initial, results.get(index) ?? machineTensor(initial, address + offset))
  }
  for (const [index, input] of inputs.entries()) {
    const [operand, carried] = [operands[index], outside.get(input)]
    if (operand && carried) copyAll(program, [operand], carried)
    else if (operand) outside.set(input, operand)
  }
  const locate = (node: Node): MachineTensor => {
    const allocation = memory.allocations.get(node.root)
    if (allocation?.kind === 'workspace')
      return machineTensor(node, address + loop.workspaceOffset + allocation.offset)
    const found = outside.get(allocation?.kind === 'outside' ? allocation.node : node.root)
    if (!found) throw new Error(`compile: "${node.operation}" has no memory in its loop`)
    return machineTensor(node, found.address)
  }
  program.repeat(length, { address, dtype: DTypeCode.int32, size: COUNTER_BYTES / 4 })
  const loopParts = findLoopParts(nodes)
  for (const node of nodes) lowerNode(node, loopParts, locate, program, onInstruction)
  for (const [index, output] of outputs.entries()) {
    const stacked = results.get(updates.length + index)
    if (stacked) program.put(locate(output), stacked, reverse)
  }
  for (const { initial, final } of updates) {
    const [from, to] = [locate(final), locate(initial)]
    if (from.address !== to.address) copyAll(program, [from], to)
  }
  program.again()
}

/** The elements of `node` at an address. */
export const machineTensor = ({ shape, dtype }: Node, address: number): MachineTensor => ({
  ...{ address, dtype: DTypeCode[dtype], size: sizeOf(shape), shape },
})
