import type { DType, TypedArray } from '../dtype.ts'
import { copyAll } from '../operations/copy.ts'
import type { Inputs, Primitive } from '../primitive.ts'
import { type Shape, showShape, sizeOf } from '../shape.ts'
import { Tensor } from '../tensor.ts'
import type { Tracer } from '../tracing.ts'
import type { Variable } from '../variable.ts'
import { Node, nodeOf, type Origin } from './node.ts'
import { simplify } from './simplify.ts'

/** The node that a variable had at first and has now. */
interface Held {
  readonly initial: Node
  now: Tensor
}

/**
 * A function written down as a graph, operation by operation, while it runs on tensors without
 * elements. The same operation on the same inputs becomes one node.
 */
export class Graph implements Tracer {
  readonly nodes: Node[] = []
  readonly #known = new Map<string, Node>()
  readonly #primitives = new Map<object, number>()
  readonly #constants = new Map<TypedArray, number>()
  readonly #variables = new Map<Variable, Held>()

  input(shape: Shape, dtype: DType): Tensor {
    const index = this.nodes.filter(({ origin }) => origin.kind === 'input').length
    return this.#add({ kind: 'input', index }, [], shape, dtype).tensor()
  }

  /** The node of a tensor; one with elements becomes a constant. */
  nodeOf(tensor: Tensor): Node {
    const node = nodeOf(Tensor.storage(tensor))
    // One kept from another trace has no elements to take: its error says so.
    if (node) return this.nodes[node.id] === node ? node : node.refuse()
    const data = Tensor.elements(tensor)
    const name =
      data.length === 1
        ? `${Object.is(data[0], -0) ? '-0' : data[0]}`
        : `#${this.#number(this.#constants, data)}`
    return this.#unique(`constant ${name} ${tensor.dtype} ${tensor.shape}`, () =>
      this.#add({ kind: 'constant', data }, [], tensor.shape, tensor.dtype),
    )
  }

  append<I extends Inputs, A>(
    primitive: Primitive<I, A>,
    inputs: I,
    attributes: A,
    shape: Shape,
    dtype: DType,
  ): Tensor | null {
    const traced = inputs.some((input) => nodeOf(Tensor.storage(input)) !== null)
    // What is known now is computed now, unless it would only be the same numbers many times over.
    if (!traced && sizeOf(shape) <= inputs.reduce((size, input) => size + input.size, 0))
      return null
    const nodes = inputs.map((input) => this.nodeOf(input))
    const same = simplify(primitive, nodes, shape)
    if (same) return same.tensor()
    const key = [
      primitive.name,
      this.#number(this.#primitives, primitive),
      dtype,
      nodes.map(({ id }) => id),
      JSON.stringify(attributes, (_, value: unknown) =>
        // JSON knows neither −0 nor what is not finite.
        typeof value === 'number' ? (Object.is(value, -0) ? '-0' : String(value)) : value,
      ),
    ].join(' ')
    return this.#unique(key, () =>
      this.#add(
        {
          kind: 'step',
          operation: primitive.name,
          // As many placed operands as there are inputs: the tuple that the primitive asks for.
          lower: (program, placed, out) =>
            primitive.lower(program, placed as never, out, attributes),
          view: primitive.view ?? false,
          inPlace: primitive.inPlace ?? false,
          mayStop: primitive.mayStop ?? false,
          chain: primitive.chain,
        },
        nodes,
        shape,
        dtype,
      ),
    ).tensor()
  }

  read(variable: Variable): Tensor {
    return this.#held(variable).now
  }

  assign(variable: Variable, value: Tensor): void {
    this.#held(variable).now = value
  }

  /** The variables that the function reads or assigns, with the nodes they begin and end with. */
  get variables(): { variable: Variable; initial: Node; final: Node }[] {
    return [...this.#variables].map(([variable, { initial, now }]) => ({
      variable,
      initial,
      final: this.nodeOf(now),
    }))
  }

  /** The same elements in a place of their own. */
  copy(node: Node): Node {
    const { shape, dtype } = node
    const step = { operation: 'copy', lower: copyAll, view: false, inPlace: false, mayStop: false }
    return this.#add({ kind: 'step', ...step }, [node], shape, dtype)
  }

  #held(variable: Variable): Held {
    const known = this.#variables.get(variable)
    if (known) return known
    const { shape, dtype } = variable
    const initial = this.#add({ kind: 'variable', variable }, [], shape, dtype)
    const held = { initial, now: initial.tensor() }
    this.#variables.set(variable, held)
    return held
  }

  #unique(key: string, make: () => Node): Node {
    const known = this.#known.get(key)
    if (known) return known
    const node = make()
    this.#known.set(key, node)
    return node
  }

  #number<K>(numbers: Map<K, number>, key: K): number {
    const known = numbers.get(key) ?? numbers.size
    numbers.set(key, known)
    return known
  }

  #add(origin: Origin, inputs: readonly Node[], shape: Shape, dtype: DType): Node {
    const node = new Node(this.nodes.length, origin, inputs, { shape, dtype })
    this.nodes.push(node)
    return node
  }
}

/** One line a node: what `explain()` prints of a graph. */
export const showNode = ({ id, operation, inputs, shape, dtype }: Node): string =>
  `%${id} = ${operation}(${inputs.map((input) => `%${input.id}`).join(', ')}) : ${dtype}${showShape(shape)}`
