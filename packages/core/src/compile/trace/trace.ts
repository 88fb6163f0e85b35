import { tracingProgram } from '../../primitive/tracing.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Graph } from '../graph/graph.ts'
import { ProgramTracer } from './program-tracer.ts'
import { refusePromise, replaceTensors } from './signature.ts'

/** A function written down as a graph. */
export interface Traced<R> {
  readonly graph: Graph
  /** What the function returned, its tensors without elements. */
  readonly result: R
}

/**
 * Runs `f` once on tensors without elements, in place of those in its arguments, and writes down what it does.
 * `tensors`: those in the arguments, each once.
 */
export function trace<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  args: A,
  tensors: readonly Tensor[],
): Traced<R> {
  const tracer = new ProgramTracer()
  const symbols = new Map(
    tensors.map((tensor) => [tensor, tracer.input(tensor.shape, tensor.dtype)]),
  )
  // The same arguments with symbols for their tensors.
  const symbolic = replaceTensors(args, (tensor) => symbols.get(tensor) ?? tensor) as unknown as A
  const result = tracingProgram(tracer, () => f(...symbolic))
  refusePromise(result)
  const outputs: Tensor[] = []
  replaceTensors(result, (tensor) => {
    outputs.push(tensor)
    return tensor
  })
  return { graph: tracer.graph([...symbols.values()], outputs), result }
}
