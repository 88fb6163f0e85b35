import type { Node } from '../graph/graph.ts'

/** The nodes that the results need, in their order. Unlike `prune`, it does not look into loops. */
export function liveNodes(nodes: readonly Node[], results: readonly Node[]): Node[] {
  const needed = new Set(results)
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index]
    if (node && needed.has(node)) for (const input of node.inputs) needed.add(input)
  }
  return nodes.filter((node) => needed.has(node))
}
