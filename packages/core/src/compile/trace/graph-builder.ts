import { ProgramSizeError } from '../../errors/errors.ts'
import type { Inputs, Primitive } from '../../primitive/primitive.ts'
import type { DType, TypedArray } from '../../tensor/dtype.ts'
import { type Shape, sizeOf } from '../../tensor/shape.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { Node, type NodeKernel, nodeOf, type Origin } from '../graph/graph.ts'
import { AttributeKeys } from './attribute-keys.ts'
import { ConstantNumbers } from './constant-numbers.ts'
import { simplify } from './simplify.ts'

/** Numbers for what has no text of its own in a key. A program and all its loops share them, so that their keys compare. */
class KeyNumbers {
  readonly attributes = new AttributeKeys()
  readonly constants = new ConstantNumbers()
  readonly #numbers = new Map<object, number>()

  numberOf(value: object): number {
    const number = this.#numbers.get(value) ?? this.#numbers.size
    this.#numbers.set(value, number)
    return number
  }
}

/** Operations of a graph: of more, writing them down takes gigabytes. */
const MAX_NODES = 500_000

/**
 * Writes operations down as the nodes of a graph, each once: the same operation on the same inputs with the same
 * attributes is one node (common-subexpression elimination).
 */
export class GraphBuilder {
  readonly nodes: Node[] = []
  /** For each node, a text that is equal for nodes that compute the same. */
  readonly keys: string[] = []
  readonly #byKey = new Map<string, Node>()
  readonly #numbers: KeyNumbers

  /** `surrounding`: for the steps of a loop, the graph that the loop is in. */
  constructor(surrounding: GraphBuilder | null = null) {
    this.#numbers = surrounding ? surrounding.#numbers : new KeyNumbers()
  }

  input(shape: Shape, dtype: DType): Tensor {
    return this.add({ kind: 'input' }, [], shape, dtype).tensor()
  }

  /** The node of a tensor. One with elements becomes a constant. */
  nodeOf(tensor: Tensor): Node {
    const node = nodeOf(Tensor.storage(tensor))
    if (node) return this.owns(node) ? node : this.foreignNode(node, tensor)
    const data = Tensor.elements(tensor)
    return this.unique(`constant ${this.#constantKey(data)} ${tensor.dtype} ${tensor.shape}`, () =>
      this.add({ kind: 'constant', data }, [], tensor.shape, tensor.dtype),
    )
  }

  owns(node: Node): boolean {
    return this.nodes[node.id] === node
  }

  /** What stands here for a node of another graph. Throws a CompileError where nothing can. */
  protected foreignNode(node: Node, _tensor: Tensor): Node {
    return node.refuse()
  }

  /** The tensor that the operation will make; null if it can just as well be computed now. */
  append<I extends Inputs, A>(
    primitive: Primitive<I, A>,
    inputs: I,
    attributes: A,
    shape: Shape,
    dtype: DType,
  ): Tensor | null {
    // Of known inputs the result is computed now, and is a constant; unless it is larger than they are, as for zeros().
    if (!inputs.some(isTraced) && sizeOf(shape) <= inputs.reduce((sum, { size }) => sum + size, 0))
      return null
    const nodes = inputs.map((input) => this.nodeOf(input))
    const same = simplify(primitive, nodes, shape)
    if (same) return same.tensor()
    // A copy: instructions are made later, and the caller may change its object until then.
    const snapshot = this.#numbers.attributes.snapshot(attributes)
    const key = [
      this.#numbers.numberOf(primitive),
      dtype,
      nodes.map(({ id }) => id),
      snapshot.key,
    ].join(' ')
    return this.unique(key, () => {
      const kernel: NodeKernel = {
        operation: primitive.name,
        attributes: snapshot.attributes,
        // As many operands as there are inputs: the tuple that the primitive asks for.
        lower: (program, operands, out) =>
          primitive.lower(program, operands as never, out, snapshot.attributes),
        view: primitive.view ?? false,
        inPlace: primitive.inPlace ?? false,
        mayStop: primitive.mayStop ?? false,
        repeats: primitive.repeats ?? false,
        arithmetic: primitive.arithmetic?.(nodes as never, shape, snapshot.attributes),
        chain: primitive.chain,
      }
      return this.add({ kind: 'kernel', ...kernel }, nodes, shape, dtype)
    }).tensor()
  }

  /** The node with this key, made on first use. */
  unique(key: string, make: () => Node): Node {
    const known = this.#byKey.get(key)
    if (known) return known
    const node = make()
    this.#byKey.set(key, node)
    this.keys[node.id] = key
    return node
  }

  /** A new node, also where there is one alike. */
  add(origin: Origin, inputs: readonly Node[], shape: Shape, dtype: DType): Node {
    if (this.nodes.length >= MAX_NODES)
      throw new ProgramSizeError(
        `compile: a function must have at most ${MAX_NODES} operations, got more; repeat fewer steps in it`,
      )
    const node = new Node(this.nodes.length, origin, inputs, { shape, dtype })
    this.nodes.push(node)
    this.keys.push(`${origin.kind} ${dtype} ${shape} ${inputs.map(({ id }) => id)}`)
    return node
  }

  #constantKey(data: TypedArray): string {
    if (data.length !== 1) return `#${this.#numbers.constants.numberOf(data)}`
    return Object.is(data[0], -0) ? '-0' : `${data[0]}`
  }
}

/** Whether the tensor has no elements yet. */
export const isTraced = (tensor: Tensor): boolean => nodeOf(Tensor.storage(tensor)) !== null
