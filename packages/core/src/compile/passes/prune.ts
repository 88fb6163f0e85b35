import { type LoopBody, Node } from '../node.ts'
import { rewired } from './fuse.ts'
import { planLoop } from './plan-loop.ts'

/** What is left of a graph. */
export interface Pruned {
  readonly nodes: readonly Node[]
  /** Whether anything needs a node of before. */
  readonly has: (node: Node) => boolean
  /** What a node of before has become. */
  readonly now: (node: Node) => Node
}

/** Which parts of a loop are needed, by their indices. */
interface Kept {
  /** Of the carry, whether its last value is asked for or only other steps read it. */
  readonly carry: readonly number[]
  readonly outputs: readonly number[]
  readonly captured: readonly number[]
}

/**
 * Leaves out what the results do not need, also within loops: a result of a loop that nobody reads,
 * and the part of the carry, and the inputs, that only it needed. Loops come out planned.
 */
export function prune(nodes: readonly Node[], results: readonly Node[]): Pruned {
  const needed = new Set(results)
  const parts = new Map<Node, Set<number>>()
  const kept = new Map<Node, Kept>()
  for (const node of nodes.toReversed()) {
    const { origin, inputs } = node
    if (!needed.has(node)) continue
    const [loop] = inputs
    if (origin.kind === 'part' && loop)
      parts.set(loop, (parts.get(loop) ?? new Set()).add(origin.index))
    if (origin.kind === 'loop') {
      const keeps = keep(origin.body, parts.get(node) ?? new Set())
      kept.set(node, keeps)
      for (const input of inputsOf(node, origin.body, keeps)) needed.add(input)
    } else for (const input of inputs) needed.add(input)
  }
  const replaced = new Map<Node, Node>()
  const now = (node: Node): Node => replaced.get(node) ?? node
  const left = nodes.filter((node) => needed.has(node))
  for (const node of left) replaced.set(node, renewed(node, parts, kept, now))
  return { nodes: left.map(now), has: (node) => needed.has(node), now }
}

function renewed(
  node: Node,
  parts: ReadonlyMap<Node, ReadonlySet<number>>,
  kept: ReadonlyMap<Node, Kept>,
  now: (node: Node) => Node,
): Node {
  const { origin, inputs } = node
  const keeps = kept.get(node)
  if (origin.kind === 'loop' && keeps) {
    const finals = keeps.carry.map((index) => parts.get(node)?.has(index) ?? false)
    const loop = planLoop(withOnly(origin.body, keeps), finals)
    const room = { shape: [loop.bytes], dtype: 'bool' as const }
    const operands = inputsOf(node, origin.body, keeps).map(now)
    return new Node(node.id, { kind: 'repeat', loop }, operands, room)
  }
  const [before] = inputs
  const whole = before && kept.get(before)
  if (origin.kind !== 'part' || !whole || before.origin.kind !== 'loop') return rewired(node, now)
  const { carry } = before.origin.body
  const index =
    origin.index < carry.length
      ? whole.carry.indexOf(origin.index)
      : whole.carry.length + whole.outputs.indexOf(origin.index - carry.length)
  const loop = now(before)
  // The loop reads its inputs while it makes this: they need their places until then.
  return new Node(node.id, { kind: 'part', index }, [loop, ...loop.inputs], node)
}

/** What a loop needs for some of its parts. */
function keep(body: LoopBody, parts: ReadonlySet<number>): Kept {
  const { carry, captured } = body
  const outputs = [...parts].filter((index) => index >= carry.length).sort((a, b) => a - b)
  const stacked = outputs.map((index) => index - carry.length)
  let kept = carry.flatMap((_, index) => (parts.has(index) ? [index] : []))
  for (;;) {
    const { has } = prune(body.nodes, resultsOf(body, kept, stacked))
    const next = carry.flatMap(({ before }, index) =>
      kept.includes(index) || has(before) ? [index] : [],
    )
    if (next.length === kept.length) {
      const read = captured.flatMap((node, index) => (has(node) ? [index] : []))
      return { carry: kept, outputs: stacked, captured: read }
    }
    kept = next
  }
}

const resultsOf = (
  { carry, outputs }: LoopBody,
  kept: readonly number[],
  stacked: readonly number[],
): Node[] => [
  ...kept.flatMap((index) => carry[index]?.after ?? []),
  ...stacked.flatMap((index) => outputs[index] ?? []),
]

function inputsOf({ inputs }: Node, { carry }: LoopBody, kept: Kept): Node[] {
  const places = [...kept.carry, ...kept.captured.map((index) => carry.length + index)]
  return places.flatMap((place) => inputs[place] ?? [])
}

function withOnly(body: LoopBody, kept: Kept): LoopBody {
  const before = kept.carry.flatMap((index) => body.carry[index]?.before ?? [])
  const { nodes, now } = prune(body.nodes, [
    ...resultsOf(body, kept.carry, kept.outputs),
    ...before,
  ])
  return {
    ...body,
    nodes,
    carry: kept.carry.flatMap((index) => {
      const each = body.carry[index]
      return each ? [{ before: now(each.before), after: now(each.after) }] : []
    }),
    outputs: kept.outputs.flatMap((index) => body.outputs[index] ?? []).map(now),
    captured: kept.captured.flatMap((index) => body.captured[index] ?? []).map(now),
  }
}
