import { recordingOnly } from '../../context/recording.ts'
import { CompileError } from '../../errors/errors.ts'
import { zeros } from '../../operations/layout/constant.ts'
import { identity } from '../../operations/layout/reshape.ts'
import type { Inputs, Primitive } from '../../primitive/primitive.ts'
import {
  currentTracer,
  type Loop,
  type Repeated,
  type Tracer,
  tracingWith,
} from '../../primitive/tracing.ts'
import type { DType, TypedArray } from '../../tensor/dtype.ts'
import { type Shape, showShape } from '../../tensor/shape.ts'
import { type Deferred, Tensor } from '../../tensor/tensor.ts'
import type { Variable } from '../../tensor/variable.ts'
import type { LoopResult } from './loop-result.ts'

/** A loop of no steps: the carry stays as it is, and the shapes of the outputs are found by tracing the step. */
export function noSteps({ body, carry, inputs }: Loop): LoopResult {
  const tracer = currentTracer()
  const argument = (shape: Shape, dtype: DType): Tensor =>
    tracer ? zeros(shape, { dtype }) : withoutNumbers('argument', shape, dtype)
  const args = [
    carry.map(({ shape, dtype }) => argument(shape, dtype)),
    inputs.map(({ shape, dtype }) => argument(shape.slice(1), dtype)),
  ] as const
  const { outputs, sums } = recordingOnly(null, () =>
    tracingWith(tracer ?? new ShapeTracer(), () => body(...args)),
  )
  return {
    carry: carry.map(identity),
    outputs: outputs.map(({ shape, dtype }) => zeros([0, ...shape], { dtype })),
    sums: sums.map(({ shape, dtype }) => zeros(shape, { dtype })),
    saved: () => carry.map(({ shape, dtype }) => zeros([0, ...shape], { dtype })),
    closedOver: [],
    integersDependOnFloats: false,
    holdsDerivative: false,
  }
}

/** The storage of a tensor that has a shape and a dtype but is never computed. */
class NoNumbers implements Deferred {
  readonly #operation: string
  readonly #shape: Shape

  constructor(operation: string, shape: Shape) {
    this.#operation = operation
    this.#shape = shape
  }

  /** Throws a CompileError. */
  data(): TypedArray {
    throw new CompileError(
      `scan: the value of "${this.#operation}" ${showShape(this.#shape)} was read in the step of a loop without steps, where nothing is computed; ` +
        'return it from the step, in its carry or its output, and use what scan returns, or choose with where()',
    )
  }
}

const withoutNumbers = (operation: string, shape: Shape, dtype: DType): Tensor =>
  new Tensor(shape, dtype, new NoNumbers(operation, shape))

const hasNumbers = (tensor: Tensor): boolean => !(Tensor.storage(tensor) instanceof NoNumbers)

/** Traces a function for its shapes and dtypes: operations that depend on its arguments are not executed. */
class ShapeTracer implements Tracer {
  append<I extends Inputs, A>(
    { name }: Primitive<I, A>,
    inputs: I,
    _: A,
    shape: Shape,
    dtype: DType,
  ): Tensor | null {
    return inputs.every(hasNumbers) ? null : withoutNumbers(name, shape, dtype)
  }

  repeat({ body, carry, inputs, length }: Loop): Repeated {
    const result = ({ shape, dtype }: Tensor): Tensor => withoutNumbers('scan', shape, dtype)
    const stacked = ({ shape, dtype }: Tensor): Tensor =>
      withoutNumbers('scan', [length, ...shape], dtype)
    const slices = inputs.map(({ shape, dtype }) => withoutNumbers('slice', shape.slice(1), dtype))
    const step = body(carry.map(result), slices)
    return {
      carry: step.carry.map(result),
      outputs: step.outputs.map(stacked),
      sums: step.sums.map(result),
      saved: () => carry.map(stacked),
    }
  }

  read(variable: Variable): Tensor {
    return tracingWith(null, () => variable.value)
  }

  /** Never called: a step may not assign. */
  assign(): void {}
}
