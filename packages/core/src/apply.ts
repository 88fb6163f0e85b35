import { MachineFault } from '@sobolev/kernels'
import { execute } from './execute.ts'
import type { Inputs, Primitive } from './primitive.ts'
import { announce, type Entry } from './recording.ts'
import type { Tensor } from './tensor.ts'
import { currentTracer } from './tracing.ts'

/**
 * The one road that every operation takes: check the inputs, execute (or append to the graph
 * that is being traced), record.
 * Throws what the primitive's shape rule throws, and a RangeError for an index outside of its axis.
 */
export function apply<I extends Inputs, A>(
  primitive: Primitive<I, A>,
  inputs: I,
  attributes: A,
): Tensor {
  const shape = primitive.shape(inputs, attributes)
  const dtype = primitive.dtype?.(inputs, attributes) ?? inputs[0]?.dtype ?? 'float32'
  const output =
    currentTracer()?.append(primitive, inputs, attributes, shape, dtype) ??
    named(primitive.name, () => execute(primitive, inputs, attributes, shape, dtype))
  announce(inputs, () => entryOf(primitive, inputs, output, attributes))
  return output
}

function entryOf<I extends Inputs, A>(
  primitive: Primitive<I, A>,
  inputs: I,
  output: Tensor,
  attributes: A,
): Entry {
  const { name, vjp } = primitive
  return {
    operation: name,
    inputs,
    output,
    pull(index, cotangent) {
      const rule = typeof vjp === 'function' ? vjp(index) : vjp[index]
      return rule ? rule(cotangent, inputs, output, attributes) : null
    },
  }
}

function named<T>(operation: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof MachineFault && error.fault === 'index')
      throw new RangeError(`${operation}: an index lies outside of the axis it counts`)
    throw error
  }
}
