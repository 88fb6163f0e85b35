import { checkFunction } from '../errors/check-function.ts'
import { CompileError } from '../errors/errors.ts'
import type { DType, TypedArray } from '../tensor/dtype.ts'
import type { Shape } from '../tensor/shape.ts'
import type { Variable } from '../tensor/variable.ts'
import type { Graph, LoopBody, Node } from './graph/graph.ts'
import { prune } from './passes/prune.ts'
import { flattenArguments } from './trace/signature.ts'
import { trace } from './trace/trace.ts'

/** A function written down as operations on tensors, for programs that carry it elsewhere. */
export interface OperationGraph {
  /** Each after its inputs. */
  readonly nodes: readonly OperationNode[]
  /** One for each tensor among the arguments. */
  readonly inputs: readonly OperationNode[]
  /** One for each tensor that the function returned. */
  readonly outputs: readonly OperationNode[]
}

/** One value of a graph. */
export interface OperationNode {
  /** What it is computed by, or where it comes from. */
  readonly origin: OperationOrigin
  /** The values that it is computed of. */
  readonly inputs: readonly OperationNode[]
  /** The shape of its value. */
  readonly shape: Shape
  /** The dtype of its value. */
  readonly dtype: DType
}

/** Where the elements of a value come from. */
export type OperationOrigin =
  | { readonly kind: 'input' }
  | { readonly kind: 'variable'; readonly variable: Variable }
  | { readonly kind: 'constant'; readonly data: TypedArray }
  /** An operation of the library by the name of its primitive, with the attributes that this takes. */
  | {
      readonly kind: 'operation'
      readonly name: string
      readonly attributes: unknown
      /** Whether its elements are those of the first input, in the same order: of `reshape`, and of what another operation computed. */
      readonly isView: boolean
    }
  /** Has no value of its own: its results are the parts that read it. */
  | { readonly kind: 'loop'; readonly loop: OperationLoop }
  /** A result of the loop that is the first input, by its number: first of its last carry, then of its stacked outputs. */
  | { readonly kind: 'part'; readonly index: number }
  /** In a loop's step: a part of the carry before the step, or a value of the surrounding graph. */
  | { readonly kind: 'carry' | 'captured' }
  /** In a loop's step: the slice of the first input, along its first axis, that belongs to the step. */
  | { readonly kind: 'take' }

/** A loop by its step. Input i of the loop's node is input i here: first the carry, then what each step reads. */
export interface OperationLoop extends OperationGraph {
  /** How many steps it has. */
  readonly length: number
  /** From the last slice to the first. */
  readonly reverse: boolean
  /** The carry after the step, a value for each of the first inputs. */
  readonly carry: readonly OperationNode[]
}

/**
 * The operations of `f` on arguments of the shapes and dtypes of `args`, as `compile` traces them: the same operation
 * on the same inputs once, nothing that no result needs, and random numbers as operations on their key.
 *
 * @throws CompileError as `compile`, and where `f` assigns a variable: a graph has only results
 */
export function traceGraph<A extends readonly unknown[]>(
  f: (...args: A) => unknown,
  ...args: A
): OperationGraph {
  checkFunction('traceGraph', f)
  const { graph } = trace(f, args, flattenArguments(args).tensors)
  const [assigned] = graph.updates
  if (assigned) {
    const { origin } = assigned.initial
    const name = origin.kind === 'variable' ? origin.variable.name : ''
    throw new CompileError(
      `traceGraph: the function must not assign variables, got one named ${JSON.stringify(name)}; return its value instead`,
    )
  }
  return graphOf(prune(graph), new Map())
}

function graphOf(
  { nodes, inputs, outputs }: Graph,
  known: Map<Node, OperationNode>,
): OperationGraph {
  const written = nodes.map((node) => nodeOf(node, known))
  const find = (node: Node): OperationNode => known.get(node) ?? nodeOf(node, known)
  return { nodes: written, inputs: inputs.map(find), outputs: outputs.map(find) }
}

function nodeOf(node: Node, known: Map<Node, OperationNode>): OperationNode {
  const written = {
    origin: originOf(node),
    inputs: node.inputs.flatMap((input) => known.get(input) ?? []),
    shape: node.shape,
    dtype: node.dtype,
  }
  known.set(node, written)
  return written
}

function originOf({ origin }: Node): OperationOrigin {
  switch (origin.kind) {
    case 'kernel': {
      const { operation: name, attributes, view: isView } = origin
      // No primitive made it: a loop's own way to its slices.
      return attributes === undefined
        ? { kind: 'take' }
        : { kind: 'operation', name, attributes, isView }
    }
    case 'loop':
      return { kind: 'loop', loop: loopOf(origin.body) }
    case 'plannedLoop':
      throw new TypeError('traceGraph: a traced graph must have no planned loops')
    default:
      return origin
  }
}

function loopOf(body: LoopBody): OperationLoop {
  const known = new Map<Node, OperationNode>()
  const graph = graphOf(body, known)
  const { length, reverse, updates } = body
  const carry = updates.flatMap(({ final }) => known.get(final) ?? [])
  return { ...graph, length, reverse, carry }
}
