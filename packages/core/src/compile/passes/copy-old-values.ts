import { copyAll } from '../../operations/layout/copy.ts'
import { type Graph, Node, type NodeKernel } from '../graph/graph.ts'

const copyKernel: NodeKernel = {
  operation: 'copy',
  lower: copyAll,
  view: false,
  inPlace: false,
  mayStop: false,
}

/**
 * Copies an old value that is needed after it was overwritten: one that becomes the value of another variable (or
 * part of a carry), as in a swap, or one that the function returns.
 *
 * `outputs`: when they are read. Those of a program are read when it has run; those of a loop's step are stored at
 * its end, before its carry changes, and so need no copy.
 */
export function copyOldValues<G extends Graph>(graph: G, outputs: 'afterwards' | 'before'): G {
  const overwritten = new Set(graph.updates.map(({ initial }) => initial))
  const copies: Node[] = []
  let id = graph.nodes.reduce((most, node) => Math.max(most, node.id), -1)
  const copy = (node: Node): Node => {
    id++
    const copied = new Node(id, { kind: 'kernel', ...copyKernel }, [node], node)
    copies.push(copied)
    return copied
  }
  const updates = graph.updates.map(({ initial, final }) => ({
    initial,
    final: final.root !== initial && overwritten.has(final.root) ? copy(final) : final,
  }))
  return {
    ...graph,
    updates,
    outputs:
      outputs === 'before'
        ? graph.outputs
        : graph.outputs.map((node) => (overwritten.has(node.root) ? copy(node) : node)),
    nodes: [...graph.nodes, ...copies],
  }
}
