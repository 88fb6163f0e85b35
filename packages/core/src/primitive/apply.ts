import { MachineFault } from '@sobolev/kernels'
import type { Entry } from '../context/entry.ts'
import { recordEntry } from '../context/recording.ts'
import { describeValue } from '../errors/describe-value.ts'
import { ShapeError } from '../errors/errors.ts'
import { exampleOf, type Level, levelOf, operandAt } from '../tensor/batching.ts'
import { checkDType, type DType } from '../tensor/dtype.ts'
import { checkShape, type Shape, sameShape, showShape, sizeOf } from '../tensor/shape.ts'
import { Tensor } from '../tensor/tensor.ts'
import { checkFinite } from './anomaly.ts'
import { execute } from './execute.ts'
import { operandError } from './machine-fault.ts'
import type { Inputs, Operands, Primitive, Rule } from './primitive.ts'
import { currentTracer } from './tracing.ts'

/**
 * Applies a primitive, as every operation does: checks the inputs, executes (or appends to the graph that is being
 * traced), and records.
 * Throws what the primitive's shape rule throws, a RangeError for an index outside of its axis, and a MatrixError for
 * a matrix that is singular, or not positive definite, where the operation needs it to be.
 */
export function apply<I extends Inputs, A>(
  primitive: Primitive<I, A>,
  inputs: I,
  attributes: A,
): Tensor {
  const shape = primitive.shape(inputs, attributes)
  const dtype = primitive.dtype?.(inputs, attributes) ?? inputs[0]?.dtype ?? 'float32'
  checkResult(primitive, inputs, shape, dtype)
  const level = levelOf(inputs)
  const output = level
    ? exampleOf(applyToAll(primitive, inputs, attributes, level), level)
    : (currentTracer()?.append(primitive, inputs, attributes, shape, dtype) ??
      executeAndCheck(primitive, inputs, attributes, shape, dtype))
  recordEntry(inputs, () => entryOf(primitive, inputs, output, attributes))
  return output
}

/** Throws if a primitive's shape and dtype rules return no valid shape or dtype, or those of another size for a view. */
function checkResult<I extends Inputs, A>(
  { name, view }: Primitive<I, A>,
  [first]: I,
  shape: Shape,
  dtype: DType,
): void {
  checkShape(name, shape)
  checkDType(name, dtype)
  if (view && (first?.dtype !== dtype || first.size !== sizeOf(shape)))
    throw new ShapeError(
      `${name}: a view must have the elements of its input, got ${dtype}${showShape(shape)} of ${first ? `${first.dtype}${showShape(first.shape)}` : 'nothing'}`,
    )
}

/** Applies the primitive to all examples of a `vmap` at once; the result has them along its first axis. */
function applyToAll<I extends Inputs, A>(
  primitive: Primitive<I, A>,
  inputs: I,
  attributes: A,
  level: Level,
): Tensor {
  const rule = primitive.batch ?? level.sequentialRule
  // `map` forgets the length of a tuple; one operand stands for each input.
  const operands = inputs.map((input) => operandAt(input, level)) as unknown as Operands<I>
  return rule(operands, attributes, (all, changed) => apply(primitive, all, changed), level.size)
}

function entryOf<I extends Inputs, A>(
  primitive: Primitive<I, A>,
  inputs: I,
  output: Tensor,
  attributes: A,
): Entry {
  const { name, vjp, inPlace, view, elementwise, keepsZeros, carriesZeros, choice, partOfInput } =
    primitive
  const ruleFor = (index: number): Rule<I, A> | null | undefined =>
    typeof vjp === 'function' ? vjp(index) : vjp[index]
  return {
    operation: name,
    inputs,
    outputs: [output],
    ...(partOfInput && { inputPart: partOfInput(inputs, attributes) }),
    elementwise:
      (elementwise || inPlace || (view && inputs.length === 1) || false) &&
      inputs.every(({ shape }) => sameShape(shape, output.shape)),
    keepsZeros: (argument) =>
      typeof keepsZeros === 'function'
        ? keepsZeros(argument, inputs)
        : keepsZeros === true || carriesZeros === true,
    ...(carriesZeros && {
      carryZeros(passed, argument) {
        const rule = carriesZeros === true ? ruleFor(argument) : carriesZeros
        return rule ? rule(passed, inputs, output, attributes) : null
      },
    }),
    ...(choice && { choice: (argument) => choice(argument, inputs, output) }),
    pull: ([cotangent], needed) =>
      needed.map((isNeeded, index) => {
        const rule = ruleFor(index)
        if (!cotangent || !isNeeded || !rule) return null
        const pulled = rule(cotangent, inputs, output, attributes)
        checkCotangent(name, pulled, inputs, index)
        return pulled
      }),
  }
}

/** Throws if a rule's result has not the shape and dtype of its argument; added to others, it might be broadcast. */
function checkCotangent(name: string, pulled: Tensor, inputs: Inputs, index: number): void {
  const input = inputs[index]
  const isTensor = pulled instanceof Tensor
  if (!input || (isTensor && pulled.dtype === input.dtype && sameShape(pulled.shape, input.shape)))
    return
  const got = isTensor ? `${pulled.dtype}${showShape(pulled.shape)}` : describeValue(pulled)
  throw new ShapeError(
    `${name}: the rule in vjp for argument ${index} must give ${input.dtype}${showShape(input.shape)}, as the argument is, got ${got}`,
  )
}

function executeAndCheck<I extends Inputs, A>(
  ...[primitive, inputs, ...details]: Parameters<typeof execute<I, A>>
): Tensor {
  try {
    const output = execute(primitive, inputs, ...details)
    checkFinite(primitive.name, inputs, output)
    return output
  } catch (error) {
    if (!(error instanceof MachineFault)) throw error
    throw operandError(primitive.name, error, inputs, Tensor.elements) ?? error
  }
}
