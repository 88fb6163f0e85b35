import { add } from '../../operations/elementwise/arithmetic.ts'
import { zeros } from '../../operations/layout/constant.ts'
import type { Inputs, Primitive } from '../../primitive/primitive.ts'
import { type Loop, type Repeated, type Tracer, tracingWith } from '../../primitive/tracing.ts'
import type { DType } from '../../tensor/dtype.ts'
import type { Shape } from '../../tensor/shape.ts'
import { Tensor } from '../../tensor/tensor.ts'
import type { Variable } from '../../tensor/variable.ts'
import { type Node, type NodeKernel, nodeOf } from '../graph/graph.ts'
import { GraphBuilder, isTraced } from './graph-builder.ts'

/** A graph in which loops can be traced: a program's, or that of a loop's steps. */
type Surrounding = GraphBuilder & Tracer

/** Traces one step of a loop, and appends the loop to the graph around it: one node, and one for each result. */
export function traceLoop(
  surrounding: Surrounding,
  { body, carry, inputs, length, reverse }: Loop,
): Repeated {
  const tracer = new StepTracer(surrounding)
  const before = carry.map((part) => tracer.carry(part))
  const slices = inputs.map((input) => tracer.slice(input, reverse))
  const step = tracingWith(tracer, () => body(before.map(asTensor), slices.map(asTensor)))

  // A sum over all steps is one more part of the carry, which begins with zeros.
  const terms = step.sums.map((term) => tracer.nodeOf(term))
  const totals = terms.map((term) => tracer.carry(term))
  const sums = tracingWith(tracer, () =>
    totals.map((total, index) => add(total.tensor(), step.sums[index] ?? total.tensor())),
  )
  const initial = [...before, ...totals]
  const final = [...step.carry, ...sums].map((value) => tracer.nodeOf(value))
  // The carry before each step, which derivatives of the loop read, is an output like others.
  const outputs = [...step.outputs.map((output) => tracer.nodeOf(output)), ...before]

  // Constants lie outside, where they are written once, and not in every step.
  const constants = tracer.nodes.flatMap((node) =>
    node.origin.kind === 'constant' ? [{ node, data: node.origin.data }] : [],
  )
  const operands = [
    ...carry.map((part) => surrounding.nodeOf(part)),
    ...terms.map(({ shape, dtype }) => surrounding.nodeOf(zeros(shape, { dtype }))),
    ...tracer.captured.keys(),
    ...constants.map(({ node: { shape, dtype }, data }) =>
      surrounding.nodeOf(new Tensor(shape, dtype, data)),
    ),
  ]
  const traced = {
    length,
    reverse,
    nodes: tracer.nodes,
    inputs: [...initial, ...tracer.captured.values(), ...constants.map(({ node }) => node)],
    outputs,
    updates: initial.map((node, index) => ({ initial: node, final: final[index] ?? node })),
  }
  const ids = (nodes: readonly Node[]): string => nodes.map(({ id }) => id).join()
  const key = `loop ${length} ${reverse} (${ids(operands)}) { ${tracer.keys.join('; ')} } ${ids(final)} ${ids(outputs)}`
  const loop = surrounding.unique(key, () =>
    surrounding.add({ kind: 'loop', body: traced }, operands, [0], 'bool'),
  )
  const part = (index: number, shape: Shape, dtype: DType): Tensor =>
    surrounding
      .unique(`part ${loop.id} ${index}`, () =>
        surrounding.add({ kind: 'part', index }, [loop], shape, dtype),
      )
      .tensor()
  const last = final.map(({ shape, dtype }, index) => part(index, shape, dtype))
  const stacked = outputs.map(({ shape, dtype }, index) =>
    part(final.length + index, [length, ...shape], dtype),
  )
  return {
    carry: last.slice(0, carry.length),
    sums: last.slice(carry.length),
    outputs: stacked.slice(0, step.outputs.length),
    saved: () => stacked.slice(step.outputs.length),
  }
}

/** Traces one step of a loop, as a graph of its own within the graph that the loop is in. */
class StepTracer extends GraphBuilder implements Tracer {
  /** For each value of the surrounding graph that the step reads, what stands for it here. */
  readonly captured = new Map<Node, Node>()
  readonly #surrounding: Surrounding
  // For nodes that are the same in every step: makes the same value in the surrounding graph.
  readonly #outside = new Map<Node, () => Tensor | null>()

  constructor(surrounding: Surrounding) {
    super(surrounding)
    this.#surrounding = surrounding
  }

  /** A part of the carry before the step, of the shape of `like`. */
  carry({ shape, dtype }: { readonly shape: Shape; readonly dtype: DType }): Node {
    return this.add({ kind: 'carry' }, [], shape, dtype)
  }

  /** The slice of `x` along its first axis that belongs to the step. */
  slice(x: Tensor, reverse: boolean): Node {
    const kernel: NodeKernel = {
      operation: 'take',
      lower: (program, [from], out) => {
        if (from) program.take(from, out, reverse)
      },
      view: false,
      inPlace: false,
      mayStop: false,
    }
    return this.add({ kind: 'kernel', ...kernel }, [this.nodeOf(x)], x.shape.slice(1), x.dtype)
  }

  /** An operation that is the same in every step goes before the loop (loop-invariant code motion). */
  override append<I extends Inputs, A>(
    primitive: Primitive<I, A>,
    inputs: I,
    attributes: A,
    shape: Shape,
    dtype: DType,
  ): Tensor | null {
    const outside = this.#inputsOutside(inputs)
    const appendOutside = (): Tensor | null =>
      outside && this.#surrounding.append(primitive, outside, attributes, shape, dtype)
    // A value that only repeats another stays: what reads it in the step can repeat it without storing it.
    if (outside && !primitive.repeats && inputs.some(isTraced)) return appendOutside()
    const result = super.append(primitive, inputs, attributes, shape, dtype)
    const node = result && nodeOf(Tensor.storage(result))
    if (outside && node) this.#outside.set(node, appendOutside)
    return result
  }

  repeat(loop: Loop): Repeated {
    return traceLoop(this, loop)
  }

  read(variable: Variable): Tensor {
    return this.#surrounding.read(variable)
  }

  assign(variable: Variable, value: Tensor): void {
    this.#surrounding.assign(variable, value)
  }

  /** The same values in the surrounding graph; null where one differs from step to step. */
  #inputsOutside<I extends Inputs>(inputs: I): I | null {
    const found = inputs.map((input) => {
      const node = nodeOf(Tensor.storage(input))
      return node && this.owns(node) ? (this.#outside.get(node)?.() ?? null) : input
    })
    // As many as there are inputs.
    return found.includes(null) ? null : (found as unknown as I)
  }

  /** A value of the surrounding graph, or of one around that. Throws a CompileError for a value of a trace that is over. */
  protected override foreignNode(_: Node, tensor: Tensor): Node {
    const outer = this.#surrounding.nodeOf(tensor)
    const known = this.captured.get(outer)
    if (known) return known
    const inner = this.add({ kind: 'captured' }, [], outer.shape, outer.dtype)
    this.captured.set(outer, inner)
    return inner
  }
}

const asTensor = (node: Node): Tensor => node.tensor()
