import { type LoopBody, Node, type PlannedLoop } from '../node.ts'
import { copying } from './copying.ts'
import { aligned } from './free-list.ts'
import { fuse } from './fuse.ts'
import { liveNodes } from './live.ts'
import { bytesOfNode, planMemory } from './memory-plan.ts'

/** Bytes of the step counters: one int32 for each of 64 threads. */
export const COUNTERS = 256

/**
 * Joins what the steps can do in one pass and plans their memory. A part of the carry has one place, in
 * which the next step finds it: that of the loop's result where somebody asks for it (`finals`), which
 * is then where the last step leaves it.
 */
export function planLoop(body: LoopBody, finals: readonly boolean[]): PlannedLoop {
  const settled = settle(body)
  const before = settled.carry.map((each) => each.before)
  const after = settled.carry.map((each) => each.after)
  const lasting = [...before, ...settled.captured, ...settled.outputs, ...after]
  const fused = fuse(settled.nodes, lasting)
  const nodes = liveNodes(fused.nodes, fused.results)
  const read = (from: number, count: number): Node[] => fused.results.slice(from, from + count)
  const outputs = read(before.length + settled.captured.length, settled.outputs.length)
  const ends = fused.results.slice(-after.length || fused.results.length)
  const carry = before.map((each, index) => ({ before: each, after: ends[index] ?? each }))
  const plan = planMemory(
    nodes,
    outputs,
    carry.map((each) => ({
      home: { kind: 'outside', node: each.before },
      initial: each.before,
      final: each.after,
    })),
  )
  let room = COUNTERS
  const slots = before.map((each, index) => {
    if (finals[index]) return null
    const slot = room
    room += aligned(bytesOfNode(each))
    return slot
  })
  return {
    ...settled,
    ...{ nodes, outputs, carry, plan, slots },
    workspace: room,
    bytes: room + plan.workspace,
    mayStop: nodes.some(({ origin }) =>
      origin.kind === 'repeat' ? origin.loop.mayStop : origin.kind === 'step' && origin.mayStop,
    ),
  }
}

/** A part of the carry that becomes another part as it was must outlive the change of that. */
function settle(body: LoopBody): LoopBody {
  const parts = new Set(body.carry.map(({ before }) => before))
  const copies: Node[] = []
  let id = body.nodes.reduce((most, node) => Math.max(most, node.id), -1)
  const carry = body.carry.map(({ before, after }) => {
    const root = after.root
    if (root === before || !parts.has(root)) return { before, after }
    id++
    const copy = new Node(id, copying, [after], after)
    copies.push(copy)
    return { before, after: copy }
  })
  return { ...body, nodes: [...body.nodes, ...copies], carry }
}
