import { bytesOf } from '../../tensor/dtype.ts'
import { sizeOf } from '../../tensor/shape.ts'
import type { Variable } from '../../tensor/variable.ts'
import type { Node } from '../node.ts'
import { aligned, FreeList } from './free-list.ts'

/**
 * Where a node's elements stand: in the workspace, in a variable's home, among the constants, or, in the
 * steps of a loop, where the loop's carry or input stands.
 */
export type Place =
  | { readonly kind: 'workspace'; readonly offset: number }
  | { readonly kind: 'variable'; readonly variable: Variable }
  | { readonly kind: 'constant'; readonly node: Node }
  | { readonly kind: 'outside'; readonly node: Node }

export interface MemoryPlan {
  readonly places: ReadonlyMap<Node, Place>
  /** Bytes of workspace. */
  readonly workspace: number
  /** Bytes of what is alive at once, at its most: no plan needs less. */
  readonly lowerBound: number
}

/** What changes in place, a variable or a loop's carry: the nodes that it begins and ends with. */
export interface Update {
  readonly home: Place
  readonly initial: Node
  readonly final: Node
}

/** Bytes that the inputs and all results would take side by side. */
export const sideBySide = (nodes: readonly Node[]): number =>
  nodes
    .filter(
      ({ origin }) =>
        ['input', 'part', 'repeat'].includes(origin.kind) ||
        (origin.kind === 'step' && !origin.view),
    )
    .reduce((sum, node) => sum + aligned(bytesOfNode(node)), 0)

export const bytesOfNode = ({ dtype, shape }: Node): number => bytesOf(dtype, sizeOf(shape))

/**
 * Gives every node a place, so that results share memory once their last reader is past: a result
 * goes into its variable's home if the old value is done with and nothing can stop the program any
 * more, so that variables change all together or not at all; else over a dying input where the
 * operation allows it, else into the smallest gap.
 */
export function planMemory(
  nodes: readonly Node[],
  outputs: readonly Node[],
  updates: readonly Update[],
): MemoryPlan {
  const lastUse = lastUses(nodes, outputs, updates)
  const endOf = (root: Node): number => lastUse.get(root) ?? -1
  const places = new Map<Node, Place>()
  const offsets = new Map<Node, number>()
  // Of two updates with one final value, the first takes it in place, and the other is copied.
  const intoWhich = new Map(updates.toReversed().map((update) => [update.final.root, update]))
  const list = new FreeList()
  const lastStop = nodes.findLastIndex(mayStop)

  const intoHome = (node: Node, at: number): Update | null => {
    if (at <= lastStop) return null
    const update = intoWhich.get(node)
    if (!update) return null
    const end = endOf(update.initial)
    return end < at || (end === at && allowsInPlace(node)) ? update : null
  }
  const overInput = (node: Node, at: number): Node | undefined =>
    allowsInPlace(node)
      ? node.inputs
          .map(({ root }) => root)
          .find(
            (root) =>
              offsets.has(root) && endOf(root) === at && bytesOfNode(root) === bytesOfNode(node),
          )
      : undefined

  for (const [at, node] of nodes.entries()) {
    const { origin } = node
    if (origin.kind === 'variable')
      places.set(node, { kind: 'variable', variable: origin.variable })
    if (origin.kind === 'constant') places.set(node, { kind: 'constant', node })
    if (origin.kind === 'carry' || origin.kind === 'captured')
      places.set(node, { kind: 'outside', node })
    if (places.has(node) || node.root !== node) continue
    const update = intoHome(node, at)
    const over = update ? undefined : overInput(node, at)
    if (update) {
      places.set(node, update.home)
    } else {
      const offset = (over && offsets.get(over)) ?? list.allocate(bytesOfNode(node))
      offsets.set(node, offset)
      places.set(node, { kind: 'workspace', offset })
    }
    for (const root of new Set(node.inputs.map(({ root }) => root))) {
      const offset = offsets.get(root)
      if (offset !== undefined && root !== over && endOf(root) === at)
        list.free(offset, bytesOfNode(root))
    }
  }
  return {
    places,
    workspace: list.end,
    lowerBound: mostAlive(nodes, (node) => offsets.has(node), endOf),
  }
}

/** The most bytes of results that are waiting for a reader after some step. */
function mostAlive(
  nodes: readonly Node[],
  counts: (node: Node) => boolean,
  endOf: (root: Node) => number,
): number {
  const change = new Map<number, number>()
  const add = (at: number, bytes: number): unknown => change.set(at, (change.get(at) ?? 0) + bytes)
  for (const [at, node] of nodes.entries())
    if (counts(node)) {
      add(at, bytesOfNode(node))
      add(endOf(node), -bytesOfNode(node))
    }
  let alive = 0
  return nodes.reduce((most, _, at) => {
    alive += change.get(at) ?? 0
    return Math.max(most, alive)
  }, 0)
}

/** A loop's results are being made until its last step. */
function mayStop({ origin, inputs: [loop] }: Node): boolean {
  if (origin.kind === 'repeat') return origin.loop.mayStop
  if (origin.kind === 'part') return loop !== undefined && mayStop(loop)
  return origin.kind === 'step' && origin.mayStop
}

const allowsInPlace = ({ origin }: Node): boolean => origin.kind === 'step' && origin.inPlace

/** The position of the last reader of each root; past the end for what is needed afterwards. */
function lastUses(
  nodes: readonly Node[],
  outputs: readonly Node[],
  updates: readonly Update[],
): Map<Node, number> {
  const last = new Map<Node, number>()
  for (const [at, node] of nodes.entries())
    for (const input of node.inputs) if (node.root === node) last.set(input.root, at)
  for (const node of [...outputs, ...updates.map(({ final }) => final)])
    last.set(node.root, Number.POSITIVE_INFINITY)
  return last
}
