import { add } from '../../operations/elementwise/arithmetic.ts'
import { zeros } from '../../operations/layout/constant.ts'
import type { Inputs, Primitive } from '../../primitive/primitive.ts'
import { type Loop, type Repeated, type Tracer, tracingWith } from '../../primitive/tracing.ts'
import type { DType, TypedArray } from '../../tensor/dtype.ts'
import { type Shape, showShape, sizeOf } from '../../tensor/shape.ts'
import { Tensor } from '../../tensor/tensor.ts'
import type { Variable } from '../../tensor/variable.ts'
import { Node, nodeOf, type Origin, type Step } from '../node.ts'
import { copying } from '../passes/copying.ts'
import { AttributeKeys } from './attribute-keys.ts'
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
  // What each node is, for comparing one graph with another.
  readonly #keys: string[] = []
  readonly #primitives: Map<object, number>
  readonly #constants: Map<TypedArray, number>
  readonly #attributes: AttributeKeys
  readonly #variables = new Map<Variable, Held>()
  // For the steps of a loop: the graph that the loop is in, and what stands for its nodes here.
  readonly #around: Graph | null
  readonly #captured = new Map<Node, Node>()
  // How the graph around would make what is the same in every step.
  readonly #invariant = new Map<Node, () => Tensor | null>()

  constructor(around: Graph | null = null) {
    this.#around = around
    this.#primitives = around ? around.#primitives : new Map()
    this.#constants = around ? around.#constants : new Map()
    this.#attributes = around ? around.#attributes : new AttributeKeys()
  }

  input(shape: Shape, dtype: DType): Tensor {
    return this.#add({ kind: 'input' }, [], shape, dtype).tensor()
  }

  /** The node of a tensor; one with elements becomes a constant. */
  nodeOf(tensor: Tensor): Node {
    const node = nodeOf(Tensor.storage(tensor))
    if (node) return this.nodes[node.id] === node ? node : this.#capture(node, tensor)
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
    const outside = this.#around && this.#allOutside(inputs)
    // What is the same in every step is computed once, but repeating is for those who read it to do.
    if (this.#around && outside && traced && !primitive.repeats)
      return this.#around.append(primitive, outside, attributes, shape, dtype)
    const nodes = inputs.map((input) => this.nodeOf(input))
    const same = simplify(primitive, nodes, shape)
    if (same) return same.tensor()
    // The instructions are made later, of the attributes as they are now.
    const kept = this.#attributes.keep(attributes)
    const key = [
      this.#number(this.#primitives, primitive),
      dtype,
      nodes.map(({ id }) => id),
      kept.key,
    ].join(' ')
    const node = this.#unique(key, () =>
      this.#add(
        {
          kind: 'step',
          operation: primitive.name,
          // As many placed operands as there are inputs: the tuple that the primitive asks for.
          lower: (program, placed, out) =>
            primitive.lower(program, placed as never, out, kept.attributes),
          view: primitive.view ?? false,
          inPlace: primitive.inPlace ?? false,
          mayStop: primitive.mayStop ?? false,
          repeats: primitive.repeats ?? false,
          arithmetic: primitive.arithmetic?.(nodes as never, shape, kept.attributes),
          chain: primitive.chain,
        },
        nodes,
        shape,
        dtype,
      ),
    )
    if (outside)
      this.#invariant.set(
        node,
        () => this.#around?.append(primitive, outside, attributes, shape, dtype) ?? null,
      )
    return node.tensor()
  }

  repeat({ body, carry, inputs, length, reverse }: Loop): Repeated {
    const steps = new Graph(this)
    const inside = ({ shape, dtype }: Tensor | Node): Node =>
      steps.#add({ kind: 'carry' }, [], shape, dtype)
    const before = carry.map(inside)
    const slices = inputs.map((each) => steps.#slice(each, reverse))
    const step = tracingWith(steps, () => body(before.map(asTensor), slices.map(asTensor)))
    const terms = step.sums.map((each) => steps.nodeOf(each))
    const totals = terms.map(inside)
    const sums = tracingWith(steps, () =>
      totals.map((total, index) => add(total.tensor(), step.sums[index] ?? total.tensor())),
    )
    const after = [...step.carry, ...sums].map((each) => steps.nodeOf(each))
    const outputs = [...step.outputs.map((each) => steps.nodeOf(each)), ...before]
    const constants = steps.nodes.flatMap((node) =>
      node.origin.kind === 'constant' ? [{ node, data: node.origin.data }] : [],
    )
    const origin = {
      kind: 'loop' as const,
      body: {
        ...{ length, reverse, nodes: steps.nodes, outputs },
        carry: [...before, ...totals].map((each, index) => ({
          before: each,
          after: after[index] ?? each,
        })),
        captured: [...steps.#captured.values(), ...constants.map(({ node }) => node)],
      },
    }
    const operands = [
      ...carry.map((each) => this.nodeOf(each)),
      ...terms.map(({ shape, dtype }) => this.nodeOf(zeros(shape, dtype))),
      ...steps.#captured.keys(),
      ...constants.map(({ node: { shape, dtype }, data }) =>
        this.nodeOf(new Tensor(shape, dtype, data)),
      ),
    ]
    const ids = (nodes: readonly Node[]): string => nodes.map(({ id }) => id).join()
    const key = `loop ${length} ${reverse} (${ids(operands)}) { ${steps.#keys.join('; ')} } ${ids(after)} ${ids(outputs)}`
    const loop = this.#unique(key, () => this.#add(origin, operands, [0], 'bool'))
    const part = (index: number, shape: Shape, dtype: DType): Tensor =>
      this.#unique(`part ${loop.id} ${index}`, () =>
        this.#add({ kind: 'part', index }, [loop], shape, dtype),
      ).tensor()
    const last = after.map(({ shape, dtype }, index) => part(index, shape, dtype))
    const stacked = outputs.map(({ shape, dtype }, index) =>
      part(after.length + index, [length, ...shape], dtype),
    )
    const own = step.outputs.length
    return {
      carry: last.slice(0, carry.length),
      outputs: stacked.slice(0, own),
      sums: last.slice(carry.length),
      saved: () => stacked.slice(own),
    }
  }

  /** The same tensors around this graph; null where one is another in every step. */
  #allOutside<I extends Inputs>(inputs: I): I | null {
    const found = inputs.map((input) => {
      const node = nodeOf(Tensor.storage(input))
      return node && this.nodes[node.id] === node ? (this.#invariant.get(node)?.() ?? null) : input
    })
    // As many as there are inputs.
    return found.includes(null) ? null : (found as unknown as I)
  }

  /** The slice of `x` that belongs to the step. */
  #slice(x: Tensor, reverse: boolean): Node {
    const step = { operation: 'take', view: false, inPlace: false, mayStop: false }
    const lower: Step['lower'] = (program, [from], out) => {
      if (from) program.take(from, out, reverse)
    }
    const inputs = [this.nodeOf(x)]
    return this.#add({ kind: 'step', ...step, lower }, inputs, x.shape.slice(1), x.dtype)
  }

  /** What stands here for a value of a graph around this one. */
  #capture(node: Node, tensor: Tensor): Node {
    // One of another function, or of a loop's steps that are over: throws.
    if (!this.#around) return node.refuse()
    const outer = this.#around.nodeOf(tensor)
    const known = this.#captured.get(outer)
    if (known) return known
    const inner = this.#add({ kind: 'captured' }, [], outer.shape, outer.dtype)
    this.#captured.set(outer, inner)
    return inner
  }

  read(variable: Variable): Tensor {
    if (this.#around) return this.#around.read(variable)
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
    return this.#add(copying, [node], node.shape, node.dtype)
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
    this.#keys[node.id] = key
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
    this.#keys.push(`${origin.kind} ${dtype} ${shape} ${inputs.map(({ id }) => id)}`)
    return node
  }
}

const asTensor = (node: Node): Tensor => node.tensor()

/** One line a node: what `explain()` prints of a graph. */
export function showNode({ id, origin, operation, inputs, shape, dtype }: Node): string {
  const shown = origin.kind === 'part' ? inputs.slice(0, 1) : inputs
  return `%${id} = ${operation}(${shown.map((input) => `%${input.id}`).join(', ')}) : ${dtype}${showShape(shape)}`
}
