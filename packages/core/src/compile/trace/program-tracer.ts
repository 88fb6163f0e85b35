import type { Loop, Repeated, Tracer } from '../../primitive/tracing.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Variable } from '../../tensor/variable.ts'
import type { Graph, Node } from '../graph/graph.ts'
import { GraphBuilder } from './graph-builder.ts'
import { traceLoop } from './trace-loop.ts'

/** Traces a whole function: its operations, its loops, and the variables that it reads and assigns. */
export class ProgramTracer extends GraphBuilder implements Tracer {
  readonly #variables = new Map<Variable, { readonly initial: Node; latest: Tensor }>()

  repeat(loop: Loop): Repeated {
    return traceLoop(this, loop)
  }

  read(variable: Variable): Tensor {
    return this.#stateOf(variable).latest
  }

  assign(variable: Variable, value: Tensor): void {
    this.#stateOf(variable).latest = value
  }

  /** The graph of what was traced, which takes and gives these tensors. */
  graph(inputs: readonly Tensor[], outputs: readonly Tensor[]): Graph {
    const states = [...this.#variables.values()]
    return {
      inputs: inputs.map((input) => this.nodeOf(input)),
      outputs: outputs.map((output) => this.nodeOf(output)),
      updates: states
        .map(({ initial, latest }) => ({ initial, final: this.nodeOf(latest) }))
        .filter(({ initial, final }) => initial !== final),
      nodes: this.nodes,
    }
  }

  #stateOf(variable: Variable): { readonly initial: Node; latest: Tensor } {
    const known = this.#variables.get(variable)
    if (known) return known
    const { shape, dtype } = variable
    const initial = this.add({ kind: 'variable', variable }, [], shape, dtype)
    const state = { initial, latest: initial.tensor() }
    this.#variables.set(variable, state)
    return state
  }
}
