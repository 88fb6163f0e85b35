import { aligned, bytesOfNode } from '../graph/bytes.ts'
import { COUNTER_BYTES, type Graph, type LoopBody, Node, type PlannedLoop } from '../graph/graph.ts'
import { withInputs, withNodes } from '../graph/rewrite-graph.ts'
import { copyOldValues } from './copy-old-values.ts'
import { fuse } from './fuse.ts'
import { place } from './place.ts'

/** Takes the body of each loop through the passes that the program takes, and lays out the loop's memory. */
export function planLoops<G extends Graph>(graph: G): G {
  const finalsRead = new Map<Node, Set<number>>()
  for (const { origin, inputs } of graph.nodes) {
    const [loop] = inputs
    if (origin.kind === 'part' && loop)
      finalsRead.set(loop, (finalsRead.get(loop) ?? new Set()).add(origin.index))
  }
  const planned = new Map<Node, Node>()
  const replace = (node: Node): Node => planned.get(node) ?? node
  for (const node of graph.nodes) {
    if (node.origin.kind === 'loop') {
      const loop = planLoop(node.origin.body, finalsRead.get(node) ?? new Set())
      const memory = { shape: [loop.bytes], dtype: 'bool' as const }
      const inputs = node.inputs.map(replace)
      planned.set(node, new Node(node.id, { kind: 'plannedLoop', loop }, inputs, memory))
    } else if (node.origin.kind === 'part') {
      const [loop = node] = node.inputs.map(replace)
      // The steps fill this while they read the loop's inputs: it may not lie in the memory of one of them.
      planned.set(node, new Node(node.id, node.origin, [loop, ...loop.inputs], node))
    } else planned.set(node, withInputs(node, replace))
  }
  return withNodes(graph, graph.nodes.map(replace), replace)
}

/** `finalsRead`: the parts of the carry whose last value is read, by their indices. */
function planLoop(body: LoopBody, finalsRead: ReadonlySet<number>): PlannedLoop {
  const placed = place(fuse(planLoops(copyOldValues(body, 'before'))))
  let bytes = COUNTER_BYTES
  // A part of the carry lies in the same memory in every step: that of the loop's result, if its last value is read.
  const carryOffsets = placed.updates.map(({ initial }, index) => {
    if (finalsRead.has(index)) return null
    const offset = bytes
    bytes += aligned(bytesOfNode(initial))
    return offset
  })
  return {
    ...placed,
    carryOffsets,
    workspaceOffset: bytes,
    bytes: bytes + placed.memory.workspace,
    mayStop: placed.nodes.some(({ origin }) =>
      origin.kind === 'plannedLoop'
        ? origin.loop.mayStop
        : origin.kind === 'kernel' && origin.mayStop,
    ),
  }
}
