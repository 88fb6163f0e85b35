import { sizeOf } from '../tensor/shape.ts'
import type { Node } from './node.ts'
import { bytesOfNode, type MemoryPlan } from './passes/memory-plan.ts'
import type { Executable } from './run/executable.ts'
import { showNode } from './trace/graph.ts'

/**
 * Multiply–adds count two; every other operation one an element it makes or takes in, also where a
 * chain does several in one loop.
 */
export function arithmeticOf(node: Node): number {
  const { origin } = node
  if (origin.kind === 'repeat')
    return origin.loop.nodes.reduce((sum, each) => sum + arithmeticOf(each), 0) * origin.loop.length
  if (!computes(node)) return 0
  if (origin.kind === 'step' && origin.arithmetic !== undefined) return origin.arithmetic
  return node.inputs.reduce((most, { shape }) => Math.max(most, sizeOf(shape)), sizeOf(node.shape))
}

/**
 * The graph and its memory, one line a node: what it computes, its arithmetic, its bytes, its place. The
 * steps of a loop stand once, below it.
 */
export function explain({ nodes, plan, sideBySide }: Executable): string {
  const total = nodes.reduce((sum, node) => sum + arithmeticOf(node), 0)
  return [
    ...linesOf(nodes, plan),
    `${instructionsIn(nodes)} instructions, ${total} operations`,
    `workspace ${plan.workspace} bytes: side by side ${sideBySide}, alive at once ${plan.lowerBound}`,
  ].join('\n')
}

/** `outside`: what stands for nodes outside of the steps of a loop. */
function linesOf(
  nodes: readonly Node[],
  plan: MemoryPlan,
  indent = '',
  outside: ReadonlyMap<Node, string> = new Map(),
): string[] {
  return nodes.flatMap((node) => {
    const { origin } = node
    const place = plan.places.get(node.root)
    const where =
      outside.get(node) ??
      (place?.kind === 'workspace' ? `workspace + ${place.offset}` : (place?.kind ?? ''))
    const cost = computes(node) ? `${arithmeticOf(node)} operations, ` : ''
    const room = cost || origin.kind === 'part' ? `${bytesOfNode(node)} bytes, ` : ''
    const line = `${indent}${showNode(node)}  # ${cost}${room}${where}`
    if (origin.kind !== 'repeat') return [line]
    const { loop } = origin
    const names = (all: readonly Node[]): string => all.map(({ id }) => `%${id}`).join(', ')
    const next = names(loop.carry.map(({ after }) => after))
    const inner = [...loop.carry.map(({ before }) => before), ...loop.captured]
    const around = inner.map((each, index): [Node, string] => [
      each,
      `${index < loop.carry.length ? 'at first' : 'is'} %${node.inputs[index]?.id} outside`,
    ])
    return [
      line,
      ...linesOf(loop.nodes, loop.plan, `${indent}  | `, new Map(around)),
      `${indent}  | next ${next || 'nothing'}; put ${names(loop.outputs) || 'nothing'}`,
    ]
  })
}

const computes = ({ origin }: Node): boolean =>
  origin.kind === 'repeat' || (origin.kind === 'step' && !origin.view)

const instructionsIn = (nodes: readonly Node[]): number =>
  nodes.reduce(
    (sum, node) =>
      sum +
      Number(computes(node)) +
      (node.origin.kind === 'repeat' ? instructionsIn(node.origin.loop.nodes) : 0),
    0,
  )
