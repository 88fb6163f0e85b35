import { showShape, sizeOf } from '../tensor/shape.ts'
import { bytesOfNode } from './graph/bytes.ts'
import type { Node, PlacedGraph } from './graph/graph.ts'

/** The line of a node: its number, what computes it, of what, its dtype and shape. */
export function showNode({ id, origin, operation, inputs, shape, dtype }: Node): string {
  const shown = origin.kind === 'part' ? inputs.slice(0, 1) : inputs
  return `%${id} = ${operation}(${shown.map((input) => `%${input.id}`).join(', ')}) : ${dtype}${showShape(shape)}`
}

/**
 * The arithmetic operations of a node: a multiply–add counts two; any other operation counts one for each element
 * that it makes or takes in, whichever are more; a chain counts all of its operations.
 */
export function arithmeticOf(node: Node): number {
  const { origin } = node
  if (origin.kind === 'plannedLoop') {
    const step = origin.loop.nodes.reduce((sum, inner) => sum + arithmeticOf(inner), 0)
    return step * origin.loop.length
  }
  if (!computes(node)) return 0
  if (origin.kind === 'kernel' && origin.arithmetic !== undefined) return origin.arithmetic
  return node.inputs.reduce((most, { shape }) => Math.max(most, sizeOf(shape)), sizeOf(node.shape))
}

/**
 * The graph and its memory, one line a node: what it computes, its arithmetic, its bytes, where they lie. The
 * steps of a loop stand once, below it. `unshared`: bytes that all results would take if none shared memory.
 */
export function explain(graph: PlacedGraph, unshared: number): string {
  const { nodes, memory } = graph
  const total = nodes.reduce((sum, node) => sum + arithmeticOf(node), 0)
  return [
    ...linesOf(graph),
    `${instructionsIn(nodes)} instructions, ${total} operations`,
    `workspace ${memory.workspace} bytes: side by side ${unshared}, alive at once ${memory.lowerBound}`,
  ].join('\n')
}

/** `outside`: of a loop's step, what stands for its inputs in the surrounding graph. */
function linesOf(
  { nodes, memory }: PlacedGraph,
  indent = '',
  outside: ReadonlyMap<Node, string> = new Map(),
): string[] {
  return nodes.flatMap((node) => {
    const { origin } = node
    const allocation = memory.allocations.get(node.root)
    const where =
      outside.get(node) ??
      (allocation?.kind === 'workspace'
        ? `workspace + ${allocation.offset}`
        : (allocation?.kind ?? ''))
    const arithmetic = computes(node) ? `${arithmeticOf(node)} operations, ` : ''
    const bytes = arithmetic || origin.kind === 'part' ? `${bytesOfNode(node)} bytes, ` : ''
    const line = `${indent}${showNode(node)}  # ${arithmetic}${bytes}${where}`
    if (origin.kind !== 'plannedLoop') return [line]
    const { loop } = origin
    const names = (values: readonly Node[]): string => values.map(({ id }) => `%${id}`).join(', ')
    const next = names(loop.updates.map(({ final }) => final))
    const operands = loop.inputs.map((input, index): [Node, string] => [
      input,
      `${index < loop.updates.length ? 'at first' : 'is'} %${node.inputs[index]?.id} outside`,
    ])
    return [
      line,
      ...linesOf(loop, `${indent}  | `, new Map(operands)),
      `${indent}  | next ${next || 'nothing'}; put ${names(loop.outputs) || 'nothing'}`,
    ]
  })
}

const computes = ({ origin }: Node): boolean =>
  origin.kind === 'plannedLoop' || (origin.kind === 'kernel' && !origin.view)

const instructionsIn = (nodes: readonly Node[]): number =>
  nodes.reduce((sum, node) => {
    const steps = node.origin.kind === 'plannedLoop' ? instructionsIn(node.origin.loop.nodes) : 0
    return sum + Number(computes(node)) + steps
  }, 0)
