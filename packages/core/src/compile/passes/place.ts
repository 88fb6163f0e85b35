import { aligned, bytesOfNode } from '../graph/bytes.ts'
import { FreeList } from '../graph/free-list.ts'
import type { Allocation, Graph, Node, PlacedGraph } from '../graph/graph.ts'

/**
 * Gives every node its memory. Results share the workspace: one whose last reader is past gives up its memory for the
 * next. In this order, a result goes
 *
 * 1. into the variable (or part of a loop's carry) that it becomes, if nothing reads the old value any more and no
 *    later instruction can stop the program, so that variables change all together or not at all;
 * 2. over an input that nobody else reads later, where the operation allows it;
 * 3. into the smallest gap that is large enough.
 *
 * `inputs`: where those of the graph lie, in the workspace unless given.
 */
export function place<G extends Graph>(
  graph: G,
  inputs: 'workspace' | 'outside' = 'workspace',
): G & PlacedGraph {
  const { nodes, updates } = graph
  const lastReads = lastReadsOf(graph)
  const lastRead = (root: Node): number => lastReads.get(root) ?? -1
  const allocations = new Map<Node, Allocation>()
  const offsets = new Map<Node, number>()
  // Where two updates have one final value, the first takes it in place, and the second gets a copy.
  const updateOf = new Map(updates.toReversed().map((update) => [update.final.root, update]))
  const gaps = new FreeList()
  const lastStop = nodes.findLastIndex(mayStop)

  const inPlaceOfOldValue = (node: Node, index: number): Allocation | null => {
    const update = updateOf.get(node)
    if (!update || index <= lastStop) return null
    const end = lastRead(update.initial)
    return end < index || (end === index && allowsInPlace(node))
      ? fixedAllocation(update.initial)
      : null
  }
  const overInput = (node: Node, index: number): Node | undefined =>
    allowsInPlace(node)
      ? node.inputs
          .map(({ root }) => root)
          .find(
            (root) =>
              offsets.has(root) &&
              lastRead(root) === index &&
              bytesOfNode(root) === bytesOfNode(node),
          )
      : undefined

  for (const [index, node] of nodes.entries()) {
    if (node.root !== node) continue
    const fixed =
      node.origin.kind === 'input' && inputs === 'outside'
        ? ({ kind: 'outside', node } as const)
        : fixedAllocation(node)
    if (fixed) {
      allocations.set(node, fixed)
      continue
    }
    const inPlace = inPlaceOfOldValue(node, index)
    const overwritten = inPlace ? undefined : overInput(node, index)
    if (inPlace) allocations.set(node, inPlace)
    else {
      const offset = (overwritten && offsets.get(overwritten)) ?? gaps.allocate(bytesOfNode(node))
      offsets.set(node, offset)
      allocations.set(node, { kind: 'workspace', offset })
    }
    for (const root of new Set(node.inputs.map((input) => input.root))) {
      const offset = offsets.get(root)
      if (offset !== undefined && root !== overwritten && lastRead(root) === index)
        gaps.free(offset, bytesOfNode(root))
    }
  }
  const lowerBound = mostInUse(nodes, (node) => offsets.has(node), lastRead)
  return { ...graph, memory: { allocations, workspace: gaps.end, lowerBound } }
}

/** Where a value lies that has memory of its own outside of the workspace; null for any other. */
function fixedAllocation(node: Node): Allocation | null {
  const { origin } = node
  if (origin.kind === 'variable') return { kind: 'variable', variable: origin.variable }
  if (origin.kind === 'constant') return { kind: 'constant', node }
  return origin.kind === 'carry' || origin.kind === 'captured' ? { kind: 'outside', node } : null
}

/** The most bytes of results in the workspace that still wait for a reader, over all moments of the program. */
function mostInUse(
  nodes: readonly Node[],
  isInWorkspace: (node: Node) => boolean,
  lastRead: (root: Node) => number,
): number {
  const changes = new Map<number, number>()
  const change = (index: number, bytes: number): unknown =>
    changes.set(index, (changes.get(index) ?? 0) + bytes)
  for (const [index, node] of nodes.entries())
    if (isInWorkspace(node)) {
      change(index, bytesOfNode(node))
      change(lastRead(node), -bytesOfNode(node))
    }
  let inUse = 0
  return nodes.reduce((most, _, index) => {
    inUse += changes.get(index) ?? 0
    return Math.max(most, inUse)
  }, 0)
}

/** Whether the instructions of a node can stop the program. A loop's results are not complete before its last step. */
function mayStop({ origin, inputs: [loop] }: Node): boolean {
  if (origin.kind === 'plannedLoop') return origin.loop.mayStop
  if (origin.kind === 'part') return loop !== undefined && mayStop(loop)
  return origin.kind === 'kernel' && origin.mayStop
}

const allowsInPlace = ({ origin }: Node): boolean => origin.kind === 'kernel' && origin.inPlace

/** The position of the last reader of each root; past the end for what is needed afterwards. */
function lastReadsOf({ nodes, outputs, updates }: Graph): Map<Node, number> {
  const last = new Map<Node, number>()
  for (const [index, node] of nodes.entries())
    for (const input of node.inputs) if (node.root === node) last.set(input.root, index)
  for (const node of [...outputs, ...updates.map(({ final }) => final)])
    last.set(node.root, Number.POSITIVE_INFINITY)
  return last
}

/** Bytes that the inputs and all results would take if none shared memory. */
export const bytesUnshared = ({ nodes }: Graph): number =>
  nodes
    .filter(
      ({ origin }) =>
        ['input', 'part', 'plannedLoop'].includes(origin.kind) ||
        (origin.kind === 'kernel' && !origin.view),
    )
    .reduce((sum, node) => sum + aligned(bytesOfNode(node)), 0)
