import { type Graph, Node } from './graph.ts'

/** The nodes whose values must be in memory when the graph has run. Unread inputs count: arguments are written there. */
export const resultsOf = ({ inputs, outputs, updates }: Graph): Node[] => [
  ...inputs,
  ...outputs,
  ...updates.map(({ final }) => final),
]

/** The graph with these nodes, where `replace` gives what stands for a node of before. */
export const withNodes = <G extends Graph>(
  graph: G,
  nodes: readonly Node[],
  replace: (node: Node) => Node,
): G => ({
  ...graph,
  nodes,
  inputs: graph.inputs.map(replace),
  outputs: graph.outputs.map(replace),
  updates: graph.updates.map(({ initial, final }) => ({
    initial: replace(initial),
    final: replace(final),
  })),
})

/** The same node on the inputs that `replace` gives for its own. */
export const withInputs = (node: Node, replace: (node: Node) => Node): Node =>
  node.inputs.some((input) => replace(input) !== input)
    ? new Node(node.id, node.origin, node.inputs.map(replace), node)
    : node
