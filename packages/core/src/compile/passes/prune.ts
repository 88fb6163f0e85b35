import { type Graph, type LoopBody, Node, type Update } from '../graph/graph.ts'
import { resultsOf, withInputs, withNodes } from '../graph/rewrite-graph.ts'

/**
 * Leaves out what the results do not need (dead code), also within loops: a result of a loop that nobody reads, and
 * the parts of the carry, the inputs and the operations that only it needed.
 */
export function prune<G extends Graph>(graph: G): G {
  const { nodes, loops } = neededFor(resultsOf(graph), graph.nodes)
  const pruned = new Map<Node, Node>()
  const replace = (node: Node): Node => pruned.get(node) ?? node
  const kept = graph.nodes.filter((node) => nodes.has(node))
  for (const node of kept) pruned.set(node, pruneNode(node, loops, replace))
  return withNodes(graph, kept.map(replace), replace)
}

/** Which parts of a loop's body are needed, by their indices. */
interface NeededParts {
  /** Parts of the carry: those of which the last value is read, and those that other steps read. */
  readonly updates: readonly number[]
  readonly outputs: readonly number[]
  readonly inputs: readonly number[]
}

interface Needed {
  readonly nodes: ReadonlySet<Node>
  readonly loops: ReadonlyMap<Node, NeededParts>
}

function neededFor(results: readonly Node[], nodes: readonly Node[]): Needed {
  const needed = new Set(results)
  const resultsRead = new Map<Node, Set<number>>()
  const loops = new Map<Node, NeededParts>()
  for (const node of nodes.toReversed()) {
    const { origin, inputs } = node
    if (!needed.has(node)) continue
    const [loop] = inputs
    if (origin.kind === 'part' && loop)
      resultsRead.set(loop, (resultsRead.get(loop) ?? new Set()).add(origin.index))
    if (origin.kind === 'loop') {
      const parts = neededParts(origin.body, resultsRead.get(node) ?? new Set())
      loops.set(node, parts)
      for (const input of pick(inputs, parts.inputs)) needed.add(input)
    } else for (const input of inputs) needed.add(input)
  }
  return { nodes: needed, loops }
}

/** `results`: the loop's results that are read, by their indices: of the carry first, then of the outputs. */
function neededParts(body: LoopBody, results: ReadonlySet<number>): NeededParts {
  const count = body.updates.length
  const outputs = body.outputs.flatMap((_, index) => (results.has(count + index) ? [index] : []))
  let updates = body.updates.flatMap((_, index) => (results.has(index) ? [index] : []))
  // A part of the carry that a needed part reads is needed too, until no more are found.
  for (;;) {
    const finals = pick(body.updates, updates).map(({ final }) => final)
    const { nodes } = neededFor([...finals, ...pick(body.outputs, outputs)], body.nodes)
    const more = body.updates.flatMap(({ initial }, index) =>
      updates.includes(index) || nodes.has(initial) ? [index] : [],
    )
    if (more.length === updates.length) {
      const inputs = body.inputs.flatMap((node, index) =>
        (index < count ? updates.includes(index) : nodes.has(node)) ? [index] : [],
      )
      return { updates, outputs, inputs }
    }
    updates = more
  }
}

function pruneNode(
  node: Node,
  loops: ReadonlyMap<Node, NeededParts>,
  replace: (node: Node) => Node,
): Node {
  const { origin, inputs } = node
  const parts = loops.get(node)
  if (origin.kind === 'loop' && parts) {
    const body = prune(onlyParts(origin.body, parts))
    return new Node(node.id, { kind: 'loop', body }, pick(inputs, parts.inputs).map(replace), node)
  }
  const [loop] = inputs
  const partsOfLoop = loop && loops.get(loop)
  if (origin.kind !== 'part' || !partsOfLoop || loop.origin.kind !== 'loop')
    return withInputs(node, replace)
  const { updates, outputs } = partsOfLoop
  const count = loop.origin.body.updates.length
  const index =
    origin.index < count
      ? updates.indexOf(origin.index)
      : updates.length + outputs.indexOf(origin.index - count)
  return new Node(node.id, { kind: 'part', index }, [replace(loop)], node)
}

const onlyParts = (body: LoopBody, { inputs, outputs, updates }: NeededParts): LoopBody => ({
  ...body,
  inputs: pick(body.inputs, inputs),
  outputs: pick(body.outputs, outputs),
  updates: pick<Update>(body.updates, updates),
})

const pick = <T>(values: readonly T[], indices: readonly number[]): T[] =>
  indices.flatMap((index) => values[index] ?? [])
