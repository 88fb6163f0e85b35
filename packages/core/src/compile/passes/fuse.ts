import type { Chain, ChainFunction, ChainStep } from '@sobolev/kernels'
import { sameShape, sizeOf } from '../../tensor/shape.ts'
import { Node, type Step } from '../node.ts'
import { chainSlot } from '../run/resident.ts'
import { type ChainInput, chainInput, type Loops } from './chain-inputs.ts'

/** A chain has an end: beyond it, registers spill, and what waits around calls leaves the nearest cache. */
const LONGEST = 24
/** A condition of more operations is computed once, and stored. */
const LARGEST_CONDITION = 6

/**
 * Joins neighbouring float32 elementwise operations into chains: one pass that keeps the values
 * between them in registers or the nearest cache, and repeats scalars, rows and columns as it reads them. An operation
 * joins its readers' chain if all of them are in it; so a chain stores one result and no cycle can
 * arise. A condition is computed again in every chain that chooses by it.
 */
export function fuse(
  nodes: readonly Node[],
  results: readonly Node[],
): { nodes: Node[]; results: Node[] } {
  const conditions = findConditions(nodes)
  const roots = chainRoots(nodes, new Set(results), conditions)
  const replaced = new Map<Node, Node>()
  const now = (node: Node): Node => replaced.get(node) ?? node
  const out = nodes.map((node) => {
    const next =
      roots.get(node) === node
        ? (chained(node, roots, conditions, now) ?? rewired(node, now))
        : rewired(node, now)
    replaced.set(node, next)
    return next
  })
  return { nodes: out, results: results.map(now) }
}

/** For every operation in a chain, the one whose result the chain stores. */
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
  // A condition is part of the chains that choose by it.
  const known = new Map<Node, ReadonlySet<Node>>()
  const choosers = (node: Node): ReadonlySet<Node> => {
    const found = known.get(node)
    if (found) return found
    const all = (readers.get(node) ?? []).flatMap((reader) =>
      conditions.has(reader) ? [...choosers(reader)] : [reader],
    )
    const set = new Set(all)
    known.set(node, set)
    return set
  }
  const roots = new Map<Node, Node>()
  const lengths = new Map<Node, number>()
  for (const node of nodes.toReversed()) {
    if (!isChainable(node, conditions)) continue
    const [root, ...others] = new Set([...choosers(node)].map((reader) => roots.get(reader)))
    const joins =
      root !== undefined &&
      others.length === 0 &&
      !results.has(node) &&
      sameShape(root.shape, node.shape) &&
      (lengths.get(root) ?? 0) < LONGEST
    const home = joins ? root : node
    roots.set(node, home)
    lengths.set(home, (lengths.get(home) ?? 0) + 1)
  }
  return roots
}

const chainOf = ({ origin }: Node): ChainFunction | undefined =>
  origin.kind === 'step' ? origin.chain : undefined

const logical: ReadonlySet<ChainFunction> = new Set(['and', 'or', 'not'])

/**
 * Comparisons of float32, and logical functions of such, with how many operations each is: small enough
 * to be worth no memory of their own. A comparison of truths is none: it would compare all ones, a NaN.
 */
function findConditions(nodes: readonly Node[]): Map<Node, number> {
  const conditions = new Map<Node, number>()
  for (const node of nodes) {
    const fn = chainOf(node)
    if (node.dtype !== 'bool' || fn === undefined || fn === 'select') continue
    const compares = node.inputs.every(({ dtype }) => dtype === 'float32')
    const joins = logical.has(fn) && node.inputs.every((input) => conditions.has(input))
    const size = node.inputs.reduce((sum, input) => sum + (conditions.get(input) ?? 0), 1)
    if ((compares || joins) && size <= LARGEST_CONDITION) conditions.set(node, size)
  }
  return conditions
}

const isChainable = (node: Node, conditions: ReadonlyMap<Node, number>): boolean =>
  node.dtype === 'float32' &&
  chainOf(node) !== undefined &&
  node.inputs.every((input) => input.dtype === 'float32' || conditions.has(input))

/** The node that runs the chain ending in `root`; null where one plain instruction does as well. */
function chained(
  root: Node,
  roots: ReadonlyMap<Node, Node>,
  conditions: ReadonlyMap<Node, number>,
  now: (node: Node) => Node,
): Node | null {
  const inputs: ChainInput[] = []
  const steps: ChainStep[] = []
  const names: string[] = []
  let loops: Loops | null = null
  // Inputs are numbered first, so a step's number is settled when all inputs are known.
  type Value = { readonly input: number } | { readonly step: number }
  const values = new Map<Node, Value>()
  const pending: { readonly fn: ChainFunction; readonly operands: readonly Value[] }[] = []

  const read = (node: Node): Value => {
    const found: ReturnType<typeof chainInput> = chainInput(node, root.shape, loops)
    loops = found.loops
    const { node: source, access } = found.input
    const known = inputs.findIndex((each) => each.node === source && each.access === access)
    if (known >= 0) return { input: known }
    return { input: inputs.push(found.input) - 1 }
  }
  const resolve = (node: Node): Value => {
    const known = values.get(node)
    if (known) return known
    const fn = chainOf(node)
    const within = roots.get(node) === root || conditions.has(node)
    const value =
      fn && within
        ? { step: pending.push({ fn, operands: node.inputs.map(resolve) }) - 1 }
        : read(node)
    values.set(node, value)
    return value
  }
  resolve(root)
  if (pending.length === 1 && inputs.every(({ access }) => access === 'element')) return null
  const number = (value: Value): number =>
    'input' in value ? value.input : inputs.length + value.step
  for (const { fn, operands } of pending) {
    steps.push({ fn, operands: operands.map(number) })
    names.push(fn)
  }
  const chain: Chain = { inputs: inputs.map(({ access }) => access), steps }
  const size = loops ?? { rows: 1, columns: sizeOf(root.shape) }
  const origin = {
    kind: 'step' as const,
    operation: `fused(${names.join(' ')})`,
    view: false,
    inPlace: true,
    mayStop: false,
    arithmetic: sizeOf(root.shape) * steps.length,
    lower: (...[program, placed, out]: Parameters<Step['lower']>) =>
      program.fused(chainSlot(chain), chain, placed, out, size),
  }
  return new Node(
    root.id,
    origin,
    inputs.map(({ node }) => now(node)),
    root,
  )
}

/** The same node on the inputs as they are now. */
export const rewired = (node: Node, now: (node: Node) => Node): Node =>
  node.inputs.some((input) => now(input) !== input)
    ? new Node(node.id, node.origin, node.inputs.map(now), node)
    : node
