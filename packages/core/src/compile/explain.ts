import { sizeOf } from '../shape.ts'
import type { Executable } from './executable.ts'
import { showNode } from './graph.ts'
import { bytesOfNode, rootOf } from './memory-plan.ts'
import type { Node } from './node.ts'

/**
 * Multiply–adds count two; every other operation one an element it makes or takes in, also where a
 * chain does several in one loop.
 */
export function arithmeticOf(node: Node): number {
  const made = sizeOf(node.shape)
  const [a] = node.inputs
  if (node.operation === 'matmul' && a) {
    const [batch = 1, m = 1, n = 1] = node.shape
    return 2 * m * n * (sizeOf(a.shape) / Math.max(1, m)) * (batch > 0 ? 1 : 0)
  }
  if (node.origin.kind === 'step' && node.origin.chained) return made * node.origin.chained
  return Math.max(made, ...node.inputs.map(({ shape }) => sizeOf(shape)))
}

/** The graph and its memory, one line a node: what it computes, its arithmetic, its bytes, its place. */
export function explain({ nodes, plan, sideBySide }: Executable): string {
  const lines = nodes.map((node) => {
    const place = plan.places.get(rootOf(node))
    const where = place?.kind === 'workspace' ? `workspace + ${place.offset}` : (place?.kind ?? '')
    const isStep = node.origin.kind === 'step' && !node.origin.view
    const cost = isStep ? `${arithmeticOf(node)} operations, ${bytesOfNode(node)} bytes, ` : ''
    return `${showNode(node)}  # ${cost}${where}`
  })
  const steps = nodes.filter(({ origin }) => origin.kind === 'step' && !origin.view)
  return [
    ...lines,
    `${steps.length} instructions, ${steps.reduce((sum, node) => sum + arithmeticOf(node), 0)} operations`,
    `workspace ${plan.workspace} bytes: side by side ${sideBySide}, alive at once ${plan.lowerBound}`,
  ].join('\n')
}
