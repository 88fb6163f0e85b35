import type { Chain, ChainFunction, ChainStep } from '@sobolev/kernels'
import { sameShape, sizeOf } from '../../tensor/shape.ts'
import { type Graph, Node, type NodeKernel } from '../graph/graph.ts'
import { resultsOf, withInputs, withNodes } from '../graph/rewrite-graph.ts'
import { chainSlot } from '../run/machine-memory.ts'
import { type ChainInput, chainInput, type Loops } from './chain-inputs.ts'
import { liveNodes } from './live.ts'

/** The most operations of a chain: beyond, registers spill, and values that wait around calls leave the nearest cache. */
const MAX_CHAIN_LENGTH = 24
/** The most operations of a condition that is computed again wherever it is read; a larger one is computed once and stored. */
const MAX_CONDITION_SIZE = 6

/**
 * Joins neighbouring float32 elementwise operations into chains. A chain is one loop over the elements, which keeps
 * the values between its operations in registers or the nearest cache, and repeats scalars, rows and columns as it
 * reads them. An operation joins its readers' chain if all of its readers are in one; so a chain stores one result, and no
 * cycle can arise. A condition is computed again in every chain that chooses by it.
 */
export function fuse<G extends Graph>(graph: G): G {
  const results = resultsOf(graph)
  const conditions = findConditions(graph.nodes)
  const roots = chainRoots(graph.nodes, new Set(results), conditions)
  const fused = new Map<Node, Node>()
  const replace = (node: Node): Node => fused.get(node) ?? node
  for (const node of graph.nodes) {
    const chain = roots.get(node) === node ? chainNode(node, roots, conditions, replace) : null
    fused.set(node, chain ?? withInputs(node, replace))
  }
  return withNodes(graph, liveNodes(graph.nodes.map(replace), results.map(replace)), replace)
}

/** For every operation that is part of a chain, the last operation of that chain, whose result it stores. */
function chainRoots(
  nodes: readonly Node[],
  results: ReadonlySet<Node>,
  conditions: ReadonlyMap<Node, number>,
): Map<Node, Node> {
  const readers = new Map<Node, Node[]>()
  for (const node of nodes)
    for (const input of new Set(node.inputs)) {
      const known = readers.get(input)
      if (known) known.push(node)
      else readers.set(input, [node])
    }
  // The readers of a node; in place of a condition, which is part of each chain that reads it, the readers of that.
  const found = new Map<Node, ReadonlySet<Node>>()
  const chainReaders = (node: Node): ReadonlySet<Node> => {
    const known = found.get(node)
    if (known) return known
    const direct = readers.get(node) ?? []
    const set = new Set(
      direct.flatMap((reader) => (conditions.has(reader) ? [...chainReaders(reader)] : [reader])),
    )
    found.set(node, set)
    return set
  }
  const roots = new Map<Node, Node>()
  const lengths = new Map<Node, number>()
  for (const node of nodes.toReversed()) {
    if (!isChainable(node, conditions)) continue
    const [root, ...others] = new Set([...chainReaders(node)].map((reader) => roots.get(reader)))
    const joins =
      root !== undefined &&
      others.length === 0 &&
      !results.has(node) &&
      sameShape(root.shape, node.shape) &&
      (lengths.get(root) ?? 0) < MAX_CHAIN_LENGTH
    const last = joins ? root : node
    roots.set(node, last)
    lengths.set(last, (lengths.get(last) ?? 0) + 1)
  }
  return roots
}

const chainOf = ({ origin }: Node): ChainFunction | undefined =>
  origin.kind === 'kernel' ? origin.chain : undefined

const logical: ReadonlySet<ChainFunction> = new Set(['and', 'or', 'not'])

/**
 * Comparisons of float32 and logical functions of such comparisons, with the number of operations of each, if it is
 * small enough to be computed again rather than stored. A comparison of booleans cannot be one: a chain holds true as
 * a word of ones, which compares as the NaN it is.
 */
function findConditions(nodes: readonly Node[]): Map<Node, number> {
  const conditions = new Map<Node, number>()
  for (const node of nodes) {
    const fn = chainOf(node)
    if (node.dtype !== 'bool' || fn === undefined || fn === 'select') continue
    const compares = node.inputs.every(({ dtype }) => dtype === 'float32')
    const joins = logical.has(fn) && node.inputs.every((input) => conditions.has(input))
    const size = node.inputs.reduce((sum, input) => sum + (conditions.get(input) ?? 0), 1)
    if ((compares || joins) && size <= MAX_CONDITION_SIZE) conditions.set(node, size)
  }
  return conditions
}

const isChainable = (node: Node, conditions: ReadonlyMap<Node, number>): boolean =>
  node.dtype === 'float32' &&
  chainOf(node) !== undefined &&
  node.inputs.every((input) => input.dtype === 'float32' || conditions.has(input))

/** The node that computes the chain that ends in `root`; null where one plain instruction does as well. */
function chainNode(
  root: Node,
  roots: ReadonlyMap<Node, Node>,
  conditions: ReadonlyMap<Node, number>,
  replace: (node: Node) => Node,
): Node | null {
  const inputs: ChainInput[] = []
  const pending: { readonly fn: ChainFunction; readonly operands: readonly Value[] }[] = []
  const values = new Map<Node, Value>()
  let loops: Loops | null = null

  const read = (node: Node): Value => {
    const found: ReturnType<typeof chainInput> = chainInput(node, root.shape, loops)
    loops = found.loops
    const { node: source, access } = found.input
    const known = inputs.findIndex((input) => input.node === source && input.access === access)
    if (known >= 0) return { input: known }
    return { input: inputs.push(found.input) - 1 }
  }
  const numberedValue = (node: Node): Value => {
    const known = values.get(node)
    if (known) return known
    const fn = chainOf(node)
    const isWithin = roots.get(node) === root || conditions.has(node)
    const value =
      fn && isWithin
        ? { step: pending.push({ fn, operands: node.inputs.map(numberedValue) }) - 1 }
        : read(node)
    values.set(node, value)
    return value
  }
  numberedValue(root)
  if (pending.length === 1 && inputs.every(({ access }) => access === 'element')) return null
  // A chain numbers its inputs first, so the number of a step is known only now, with all inputs.
  const number = (value: Value): number =>
    'input' in value ? value.input : inputs.length + value.step
  const steps: ChainStep[] = pending.map(({ fn, operands }) => ({
    fn,
    operands: operands.map(number),
  }))
  const chain: Chain = { inputs: inputs.map(({ access }) => access), steps }
  const size = loops ?? { rows: 1, columns: sizeOf(root.shape) }
  const kernel: NodeKernel = {
    operation: `fused(${steps.map(({ fn }) => fn).join(' ')})`,
    view: false,
    inPlace: true,
    mayStop: false,
    arithmetic: sizeOf(root.shape) * steps.length,
    lower: (program, operands, out) => program.fused(chainSlot(chain), chain, operands, out, size),
  }
  return new Node(
    root.id,
    { kind: 'kernel', ...kernel },
    inputs.map(({ node }) => replace(node)),
    root,
  )
}

/** What an operation of a chain reads: an input of the chain, or the result of an earlier step. */
type Value = { readonly input: number } | { readonly step: number }
