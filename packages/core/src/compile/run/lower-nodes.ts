import { DTypeCode, type Program } from '@sobolev/kernels'
import { copyAll } from '../../operations/layout/copy.ts'
import { checkLowered } from '../../primitive/execute.ts'
import type { MachineTensor } from '../../primitive/primitive.ts'
import { sizeOf } from '../../tensor/shape.ts'
import type { Node, PlannedLoop } from '../node.ts'
import { COUNTERS } from '../passes/plan-loop.ts'

/** Told of every instruction before it is appended: what it computes, and of what. */
export type Note = (node: Node, operands: readonly MachineTensor[]) => void

/** The results of every loop among the nodes, of those that are read. */
export type Parts = ReadonlyMap<Node, readonly Node[]>

export function partsIn(nodes: readonly Node[]): Parts {
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

/** Appends the instructions of `node`, one of those among which `partsOf` found the results of loops. */
export function lowerNode(
  node: Node,
  partsOf: Parts,
  place: (node: Node) => MachineTensor,
  program: Program,
  note: Note,
): void {
  const { origin, inputs } = node
  if (origin.kind === 'step' && !origin.view) {
    const operands = inputs.map(place)
    note(node, operands)
    const out = place(node)
    checkLowered(origin.operation, program, out, () => origin.lower(program, operands, out))
  }
  if (origin.kind === 'repeat') {
    const parts = new Map<number, MachineTensor>()
    for (const each of partsOf.get(node) ?? [])
      if (each.origin.kind === 'part') parts.set(each.origin.index, place(each))
    lowerLoop(origin.loop, inputs.map(place), place(node).address, parts, program, note)
  }
}

/** `room`: the address of the loop's own memory. `parts`: where its results go, of those that are read. */
function lowerLoop(
  loop: PlannedLoop,
  inputs: readonly MachineTensor[],
  room: number,
  parts: ReadonlyMap<number, MachineTensor>,
  program: Program,
  note: Note,
): void {
  const { carry, captured, outputs, nodes, plan, length, reverse } = loop
  const outside = new Map<Node, MachineTensor>()
  for (const [index, { before }] of carry.entries())
    outside.set(
      before,
      parts.get(index) ?? placed(before, room + (loop.slots[index] ?? Number.NaN)),
    )
  for (const [index, node] of captured.entries()) {
    const input = inputs[carry.length + index]
    if (input) outside.set(node, input)
  }
  const place = (node: Node): MachineTensor => {
    const root = node.root
    const known = plan.places.get(root)
    if (known?.kind === 'workspace') return placed(node, room + loop.workspace + known.offset)
    const found = outside.get(known?.kind === 'outside' ? known.node : root)
    if (!found) throw new Error(`compile: "${node.operation}" has no place in its loop`)
    return placed(node, found.address)
  }
  for (const [index, { before }] of carry.entries()) {
    const [first, to] = [inputs[index], place(before)]
    if (first) copyAll(program, [first], to)
  }
  program.repeat(length, { address: room, dtype: DTypeCode.int32, size: COUNTERS / 4 })
  const partsOf = partsIn(nodes)
  for (const node of nodes) lowerNode(node, partsOf, place, program, note)
  for (const [index, node] of outputs.entries()) {
    const whole = parts.get(carry.length + index)
    if (whole) program.put(place(node), whole, reverse)
  }
  for (const { before, after } of carry) {
    const [from, to] = [place(after), place(before)]
    if (from.address !== to.address) copyAll(program, [from], to)
  }
  program.again()
}

/** What `node` is, at an address. */
export const placed = ({ shape, dtype }: Node, address: number): MachineTensor => ({
  ...{ address, dtype: DTypeCode[dtype], size: sizeOf(shape), shape },
})
