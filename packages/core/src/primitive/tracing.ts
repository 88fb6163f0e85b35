import type { DType } from '../tensor/dtype.ts'
import type { Shape } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { type VariableStore, variableContext } from '../tensor/variable.ts'
import type { Inputs, Primitive } from './primitive.ts'

/** The result of one step of a loop: the next carry, a slice of every output, and terms that are summed over the steps. */
export interface Step {
  readonly carry: readonly Tensor[]
  readonly outputs: readonly Tensor[]
  readonly sums: readonly Tensor[]
}

/** A loop: `body` runs once for each slice of `inputs` along their first axis. */
export interface Loop {
  readonly body: (carry: readonly Tensor[], inputs: readonly Tensor[]) => Step
  /** The carry of the first step. */
  readonly carry: readonly Tensor[]
  readonly inputs: readonly Tensor[]
  /** The number of steps, at least one. */
  readonly length: number
  /** Whether it runs from the last slice to the first. */
  readonly reverse: boolean
}

/** The result of a loop: the last carry, the outputs stacked along a first axis, the sums over all steps. */
export interface Repeated extends Step {
  /** The carry before every step, stacked like outputs. */
  readonly saved: () => readonly Tensor[]
}

/** Receives the operations of a function that is being compiled, in place of the machine. */
export interface Tracer extends VariableStore {
  /** Appends an operation to the graph and returns its output; null if it depends on constants only and can be executed now. */
  append<I extends Inputs, A>(
    primitive: Primitive<I, A>,
    inputs: I,
    attributes: A,
    shape: Shape,
    dtype: DType,
  ): Tensor | null
  /** Appends a loop to the graph. */
  repeat(loop: Loop): Repeated
}

let tracer: Tracer | null = null

/** The tracer of the function that is being compiled; null while nothing is. */
export const currentTracer = (): Tracer | null => tracer

let program: Tracer | null = null

/** The function that `compile` is tracing, by its tracer; null while it traces none. */
export const currentProgram = (): Tracer | null => program

/**
 * `tracingWith` for a function that is compiled: tensors created outside of it are constants of its program, and variables
 * are read as those of any call, whatever stands in for them where it is called first.
 */
export function tracingProgram<T>(next: Tracer, fn: () => T): T {
  const before = program
  const { values } = variableContext
  program = next
  variableContext.values = null
  try {
    return tracingWith(next, fn)
  } finally {
    program = before
    variableContext.values = values
  }
}

/** Runs `fn` with its operations appended to a graph instead of executed. */
export function tracingWith<T>(next: Tracer | null, fn: () => T): T {
  const before = tracer
  setTracer(next)
  try {
    return fn()
  } finally {
    setTracer(before)
  }
}

function setTracer(next: Tracer | null): void {
  tracer = next
  variableContext.store = next
}
