import { describe, expect, it } from 'vitest'
import { gather, grad, hessian, range, scan, type Tensor, tensor, Variable } from '../../index.ts'
import { aligned, bytesOfNode } from '../graph/bytes.ts'
import type { Graph, Node, PlacedGraph } from '../graph/graph.ts'
import { resultsOf } from '../graph/rewrite-graph.ts'
import { trace } from '../trace/trace.ts'
import { copyOldValues } from './copy-old-values.ts'
import { fuse } from './fuse.ts'
import { place } from './place.ts'
import { planLoops } from './plan-loops.ts'
import { prune } from './prune.ts'

const v = new Variable([1, 2, 3])
const w = new Variable([4, 5, 6])

/** Adds up sines; the second part of the carry and the outputs are for those who ask for them. */
const summed = (x: Tensor) =>
  scan(
    ([sum, last]: readonly [Tensor, Tensor], i: Tensor) => {
      const term = x.mul(i.cast('float32')).sin()
      return { carry: [sum.add(term), last.add(term).cos()] as const, output: term.exp() }
    },
    [x, x] as const,
    range(4),
  )

const functions: Record<string, (x: Tensor) => unknown> = {
  'elementwise operations': (x) => x.sin().mul(x).add(1).div(x.square().add(1)),
  'operations of float64, which are not fused': (x) => {
    const a = x.cast('float64').mul(2).sin()
    return a.cos().exp().add(a.tanh())
  },
  'work that no result needs': (x) => [x.exp(), x.sin().cos()].slice(0, 1),
  'a third derivative': (x) => grad((y) => hessian((z) => z.pow(4).sum())(y).sum())(x),
  'a swap of variables': (x) => {
    const [before, after] = [v.value, w.value]
    v.assign(after)
    w.assign(before)
    return [x, before, after.reshape([3, 1])]
  },
  'a step of descent': (x) => {
    v.assign(v.value.sub(grad((y) => y.mul(x).sum().square())(v.value)))
    return v.value
  },
  'an index that may stop it': (x) => {
    w.assign(x)
    return gather(x, x.cast('int32'))
  },
  'a loop': (x) => summed(x).outputs,
  'a part of a loop': (x) => summed(x).carry[0],
  'the derivative of a loop': (x) => grad((y) => summed(y).carry[1].sum())(x),
  'a loop that swaps its carry': (x) =>
    scan(
      ([a, b]: readonly [Tensor, Tensor], i: Tensor) => ({
        carry: [b, a] as const,
        output: a.add(i),
      }),
      [x, x.neg()] as const,
      tensor([1, 2, 3]),
    ).carry,
  'a loop in a loop': (x) =>
    scan(
      (sum: Tensor, i: Tensor) => ({
        carry: sum.add(summed(sum.mul(i)).carry[0]),
        output: summed(x).outputs,
      }),
      x,
      tensor([1, 2, 3]),
    ).carry,
}

const x = tensor([0, 1, 2])
const traced = (f: (x: Tensor) => unknown): Graph => trace(f, [x], [x]).graph

/** The graphs after each pass, by the pass. */
function stages(f: (x: Tensor) => unknown) {
  const safe = copyOldValues(traced(f), 'afterwards')
  const needed = prune(safe)
  const planned = planLoops(needed)
  const fused = fuse(planned)
  return {
    copyOldValues: safe,
    prune: needed,
    planLoops: planned,
    fuse: fused,
    place: place(fused),
  }
}

/** The graph and those of its loops, however deep. */
const withBodies = (graph: Graph): Graph[] => [
  graph,
  ...graph.nodes.flatMap(({ origin }) => {
    if (origin.kind === 'loop') return withBodies(origin.body)
    return origin.kind === 'plannedLoop' ? withBodies(origin.loop) : []
  }),
]

describe.each(Object.entries(functions))('of %s', (_, f) => {
  it.each(Object.entries(stages(f)))('%s gives a graph in order, with all results', (_, graph) => {
    const before = traced(f)
    expect(graph.inputs.length).toBe(before.inputs.length)
    expect(graph.outputs.length).toBe(before.outputs.length)
    expect(graph.updates.length).toBe(before.updates.length)
    for (const { nodes, ...ends } of withBodies(graph)) {
      const computed = new Set<Node>()
      for (const node of nodes) {
        expect(node.inputs.filter((input) => !computed.has(input))).toEqual([])
        computed.add(node)
      }
      expect(resultsOf({ nodes, ...ends }).filter((node) => !computed.has(node))).toEqual([])
    }
  })

  it('nothing is computed that no result needs', () => {
    for (const graph of [...withBodies(stages(f).prune), ...withBodies(stages(f).place)]) {
      const read = new Set([...resultsOf(graph), ...graph.nodes.flatMap(({ inputs }) => inputs)])
      expect(graph.nodes.filter((node) => !read.has(node))).toEqual([])
    }
  })

  it('no old value is needed where it was overwritten', () => {
    const { outputs, updates } = stages(f).place
    const overwritten = updates.map(({ initial }) => initial)
    for (const node of outputs) expect(overwritten).not.toContain(node.root)
    for (const { initial, final } of updates)
      expect(overwritten.filter((other) => other !== initial)).not.toContain(final.root)
  })

  it('no value lies where another is that is still needed', () => {
    for (const graph of withBodies(stages(f).place)) expect(overwrites(graph)).toEqual([])
  })
})

/** The values in the workspace that a node overwrites although a later node, or a result, reads them. */
function overwrites(graph: Graph): string[] {
  if (!isPlaced(graph)) return ['not placed']
  const { nodes, memory } = graph
  const blocks = nodes.flatMap((node, index) => {
    const allocation = memory.allocations.get(node)
    return allocation?.kind === 'workspace'
      ? [{ node, index, from: allocation.offset, to: allocation.offset + bytesOfNode(node) }]
      : []
  })
  const results = [...graph.outputs, ...graph.updates.map(({ final }) => final)]
  const readAfter = (root: Node, index: number): boolean =>
    results.some((node) => node.root === root) ||
    nodes.slice(index).some((node, step) => {
      const reads = node.inputs.some((input) => input.root === root)
      // A loop reads its operands in every step, when it has written parts of its results already.
      const loop = node.origin.kind === 'part' ? node.inputs[0] : undefined
      return (step > 0 && reads) || loop?.inputs.some((input) => input.root === root)
    })
  expect(Math.max(0, ...blocks.map(({ to }) => aligned(to)))).toBeLessThanOrEqual(memory.workspace)
  return blocks.flatMap((earlier) =>
    blocks
      .filter(
        (later) =>
          later.index > earlier.index &&
          later.from < earlier.to &&
          earlier.from < later.to &&
          readAfter(earlier.node, later.index),
      )
      .map((later) => `%${later.node.id} overwrites %${earlier.node.id}`),
  )
}

const isPlaced = (graph: Graph): graph is PlacedGraph => 'memory' in graph

it('the parts of a loop that nobody asks for go, with their inputs', () => {
  const loops = (graph: Graph) =>
    graph.nodes.flatMap(({ origin }) => (origin.kind === 'loop' ? [origin.body] : []))
  const graph = traced((y) => summed(y).carry[0])
  const [whole] = loops(graph)
  const [pruned] = loops(prune(graph))
  expect([whole?.updates.length, whole?.outputs.length]).toEqual([2, 3])
  expect([pruned?.updates.length, pruned?.outputs.length]).toEqual([1, 0])
  expect(pruned?.nodes.map(({ operation }) => operation)).not.toContain('exp')
})
