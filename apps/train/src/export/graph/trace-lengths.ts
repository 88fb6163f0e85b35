import type { DType, OperationGraph, OperationLoop, OperationNode, TypedArray } from '@sobolev/core'
import { type Length, lengthOf } from './length.ts'
import { type Progression, progressionOf } from './progression.ts'

/** An operation graph of which lengths may vary. */
export interface VaryingGraph {
  readonly nodes: readonly VaryingNode[]
  readonly inputs: readonly VaryingNode[]
  readonly outputs: readonly VaryingNode[]
}

/** The step of a loop. */
export interface VaryingLoop extends VaryingGraph {
  readonly reverse: boolean
  readonly carry: readonly VaryingNode[]
}

/** One value of such a graph. Attributes hold a `Length` wherever there was a number. */
export interface VaryingNode {
  readonly origin: VaryingOrigin
  readonly inputs: readonly VaryingNode[]
  readonly shape: readonly Length[]
  readonly dtype: DType
}

type VaryingOrigin =
  | { readonly kind: 'input' | 'carry' | 'captured' | 'take' }
  | { readonly kind: 'constant'; readonly data: TypedArray }
  | ({ readonly kind: 'progression' } & Progression)
  | {
      readonly kind: 'operation'
      readonly name: string
      readonly attributes: unknown
      readonly isView: boolean
    }
  | { readonly kind: 'loop'; readonly loop: VaryingLoop }
  | { readonly kind: 'part'; readonly index: number }

/** A graph that is not the same operations however many rows there are. */
export class VaryingGraphError extends Error {
  override readonly name = 'VaryingGraphError'
}

/**
 * One graph of several that are traced with the sizes `tracedSizes`.
 *
 * @throws VaryingGraphError where they are not the same operations
 */
export function mergeGraphs(graphs: readonly OperationGraph[]): VaryingGraph {
  return merged(graphs, new Map())
}

type Known = Map<OperationNode, VaryingNode>

function merged(graphs: readonly OperationGraph[], known: Known): VaryingGraph {
  const [first] = graphs
  if (first === undefined) throw new TypeError('mergeGraphs: there must be a graph')
  if (graphs.some(({ nodes }) => nodes.length !== first.nodes.length)) refuse()
  const nodes = first.nodes.map((node, index) => {
    const alike = graphs.map((graph) => graph.nodes[index] ?? node)
    const one = mergedNode(alike, known)
    for (const other of alike) known.set(other, one)
    return one
  })
  const find = (list: readonly OperationNode[]): VaryingNode[] =>
    list.flatMap((node) => known.get(node) ?? [])
  return { nodes, inputs: find(first.inputs), outputs: find(first.outputs) }
}

function mergedNode(alike: readonly OperationNode[], known: Known): VaryingNode {
  const [first] = alike
  if (first === undefined) refuse()
  if (alike.some(({ dtype }) => dtype !== first.dtype)) refuse()
  const inputs = first.inputs.map((input, index) => {
    const found = alike.map(({ inputs }) => known.get(inputs[index] ?? input))
    const [one] = found
    if (one === undefined || found.some((other) => other !== one)) refuse()
    return one
  })
  return {
    origin: mergedOrigin(alike),
    inputs,
    shape: first.shape.map((_, axis) => mergedNumber(alike.map(({ shape }) => shape[axis] ?? -1))),
    dtype: first.dtype,
  }
}

function mergedOrigin(alike: readonly OperationNode[]): VaryingOrigin {
  const origins = alike.map(({ origin }) => origin)
  const [first] = origins
  if (first === undefined || origins.some(({ kind }) => kind !== first.kind)) refuse()
  switch (first.kind) {
    case 'variable':
      throw new TypeError('mergeGraphs: variables must have become constants')
    case 'constant': {
      const arrays = origins.flatMap((origin) => (origin.kind === 'constant' ? [origin.data] : []))
      if (arrays.every((data) => sameElements(data, first.data))) return first
      return { kind: 'progression', ...(progressionOf(arrays) ?? refuse()) }
    }
    case 'operation': {
      const attributes = origins.map((origin) => {
        if (origin.kind !== 'operation' || origin.name !== first.name) refuse()
        return origin.attributes
      })
      return { ...first, attributes: mergedValue(attributes) }
    }
    case 'loop':
      return {
        kind: 'loop',
        loop: mergedLoop(
          origins.flatMap((origin) => (origin.kind === 'loop' ? [origin.loop] : [])),
        ),
      }
    case 'part':
      if (origins.some((origin) => origin.kind === 'part' && origin.index !== first.index)) refuse()
      return first
    default:
      return first
  }
}

function mergedLoop(loops: readonly OperationLoop[]): VaryingLoop {
  const known: Known = new Map()
  const graph = merged(loops, known)
  const [first] = loops
  if (first === undefined || loops.some(({ reverse }) => reverse !== first.reverse)) refuse()
  return {
    ...graph,
    reverse: first.reverse,
    carry: first.carry.flatMap((node) => known.get(node) ?? []),
  }
}

/** Numbers, wherever they stand in nestings of arrays and objects, become lengths; all else must be the same. */
function mergedValue(values: readonly unknown[]): unknown {
  const [first] = values
  if (typeof first === 'number')
    return mergedNumber(values.map((value) => (typeof value === 'number' ? value : Number.NaN)))
  if (Array.isArray(first)) {
    const lists = values.map((value): readonly unknown[] => (Array.isArray(value) ? value : []))
    if (lists.some(({ length }) => length !== first.length)) refuse()
    return first.map((_, index) => mergedValue(lists.map((list) => list[index])))
  }
  if (typeof first === 'object' && first !== null && !ArrayBuffer.isView(first)) {
    return Object.fromEntries(
      Object.keys(first).map((key) => [
        key,
        mergedValue(
          values.map((value) =>
            typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
          ),
        ),
      ]),
    )
  }
  if (values.some((value) => value !== first)) refuse()
  return first
}

const mergedNumber = (values: readonly number[]): Length => lengthOf(values) ?? refuse()

function sameElements(a: TypedArray, b: TypedArray): boolean {
  return a === b || (a.length === b.length && a.every((value, i) => Object.is(value, b[i])))
}

function refuse(): never {
  throw new VaryingGraphError('what is computed is not the same for any number of rows')
}
