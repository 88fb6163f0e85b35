import type { Node } from '../node.ts'

/** The nodes that the results need, in the order they were traced: dead code is left out. */
export function liveNodes(nodes: readonly Node[], results: readonly Node[]): Node[] {
  const needed = new Set(results)
  for (let at = nodes.length - 1; at >= 0; at--) {
    const node = nodes[at]
    if (node && needed.has(node)) for (const input of node.inputs) needed.add(input)
  }
  return nodes.filter((node) => needed.has(node))
}
