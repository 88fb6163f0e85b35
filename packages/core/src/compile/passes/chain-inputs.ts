import type { Access } from '@sobolev/kernels'
import { type Shape, sameShape, sizeOf } from '../../tensor/shape.ts'
import type { Node } from '../graph/graph.ts'

/** How a chain, a loop over rows × columns, reads a node. */
export interface ChainInput {
  /** What is read; in place of a broadcast that the loop does by itself, its source. */
  readonly node: Node
  readonly access: Access
}

/** The two loops of a chain over its elements. Not chosen while all that it reads has the shape of its output. */
export interface Loops {
  readonly rows: number
  readonly columns: number
}

/**
 * How a chain that makes `shape` reads `node`: without the broadcast where the node repeats one
 * value, a row of values or a column of them, and that fits the loops chosen so far.
 */
export function chainInput(
  node: Node,
  shape: Shape,
  loops: Loops | null,
): { input: ChainInput; loops: Loops | null } {
  const whole = { input: { node, access: 'element' as const }, loops }
  const { origin } = node
  const [source] = node.inputs
  if (origin.kind !== 'kernel' || !origin.repeats || !source) return whole
  const size = sizeOf(source.shape)
  // Of no elements there are no rows and columns.
  if (size === 0) return whole
  if (size === 1) return { input: { node: source, access: 'scalar' }, loops }
  const access = repeats(source.shape, shape)
  if (access === null) return whole
  const times = sizeOf(shape) / size
  const wanted =
    access === 'column' ? { rows: times, columns: size } : { rows: size, columns: times }
  if (loops && (loops.rows !== wanted.rows || loops.columns !== wanted.columns)) return whole
  return { input: { node: source, access }, loops: wanted }
}

/** Whether the source runs along the last axes (a value a column), the first (a value a row), or neither. */
function repeats(from: Shape, to: Shape): 'column' | 'row' | null {
  const padded = [...Array.from({ length: to.length - from.length }, () => 1), ...from]
  for (let cut = 0; cut <= to.length; cut++) {
    const ones = (shape: Shape): Shape => shape.map(() => 1)
    const [head, tail] = [to.slice(0, cut), to.slice(cut)]
    if (sameShape(padded, [...ones(head), ...tail])) return 'column'
    if (sameShape(padded, [...head, ...ones(tail)])) return 'row'
  }
  return null
}
