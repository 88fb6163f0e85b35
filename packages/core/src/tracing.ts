import type { DType } from './dtype.ts'
import type { Inputs, Primitive } from './primitive.ts'
import type { Shape } from './shape.ts'
import type { Tensor } from './tensor.ts'
import type { Variable } from './variable.ts'

/** Takes the place of execution while a function is being compiled. */
export interface Tracer {
  /** The tensor that the operation will make, or null if it can just as well be computed now. */
  append<I extends Inputs, A>(
    primitive: Primitive<I, A>,
    inputs: I,
    attributes: A,
    shape: Shape,
    dtype: DType,
  ): Tensor | null
  read(variable: Variable): Tensor
  assign(variable: Variable, value: Tensor): void
}

let tracer: Tracer | null = null

/** The tracer of the function that is being compiled; null while nothing is. */
export const currentTracer = (): Tracer | null => tracer

/** Runs `fn` with its operations appended to a graph instead of executed. */
export function tracingWith<T>(next: Tracer, fn: () => T): T {
  const before = tracer
  tracer = next
  try {
    return fn()
  } finally {
    tracer = before
  }
}
