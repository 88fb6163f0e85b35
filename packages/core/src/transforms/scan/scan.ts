import { checkFunction } from '../../errors/check-function.ts'
import { describeValue } from '../../errors/describe-value.ts'
import { ShapeError } from '../../errors/errors.ts'
import { checkOptions } from '../../errors/options.ts'
import { showShape } from '../../tensor/shape.ts'
import { Tensor } from '../../tensor/tensor.ts'
import {
  currentTensor,
  type Located,
  leavesLike,
  leavesOf,
  rebuild,
  type Source,
  type Tree,
} from '../../tensor/tree.ts'
import { type Argument, sourcesOf } from '../argument.ts'
import { runLoop } from './loop.ts'

/** Options of `scan`. */
export interface ScanOptions {
  /** The number of steps; needed only without inputs. */
  readonly length?: number
  /**
   * Whether it runs from the last slice of the inputs to the first; outputs keep the positions of their inputs.
   * @default false
   */
  readonly reverse?: boolean
}

/** The result of a step: the carry for the next step, and an output of this one, which is kept. */
export interface ScanStepResult<C, Y> {
  /** What the next step begins with, of the shape and dtype of the first. */
  readonly carry: C
  /** What is kept of this step. */
  readonly output?: Y
}

/** The result of `scan`: the carry after the last step, and the outputs of all steps along a first axis. */
export interface ScanResult<C, Y> {
  /** The carry after the last step. */
  readonly carry: C
  /** The outputs of all steps, along a new first axis. */
  readonly outputs: Y
}

/**
 * A loop: `step` takes a carry and a slice of the inputs, and returns the next carry and an output. The
 * carry starts as `initial` and keeps its nesting, shapes and dtypes; inputs and outputs have the steps along their
 * first axis. Carry, inputs and outputs are tensors, or any nesting of arrays and plain objects of tensors.
 *
 * ```ts
 * const { carry, outputs } = scan(
 *   (h, x) => {
 *     const next = x.matmul(kernel).add(h.matmul(recurrent)).tanh()
 *     return { carry: next, output: next }
 *   },
 *   zeros([batch, units]),
 *   sequence, // [steps, batch, features]
 * )
 * ```
 *
 * A compiled program holds the step once, however often it runs. A derivative, of any order, is a loop too, which
 * repeats each step from the carry saved before it. So a step must compute the same when it runs again: it may read
 * variables and tensors from outside, which are differentiated too, but not assign variables, and its random numbers
 * must depend on its arguments, such as those of a key split by the step's number (`inputs: range(n)`).
 *
 * @throws ShapeError or DTypeError where the carry changes its shape or dtype, the inputs' lengths differ, or the
 * number of steps is unknown; CompileError where a step assigns a variable.
 * @see tf.scan, jax.lax.scan
 */
export function scan<
  C extends Argument<C>,
  X extends Argument<X>,
  Y extends Argument<Y> | undefined = undefined,
>(
  step: (carry: C, input: X) => ScanStepResult<C, Y>,
  initial: C,
  inputs: X,
  options?: ScanOptions,
): ScanResult<C, Y>
export function scan<C extends Argument<C>, Y extends Argument<Y> | undefined = undefined>(
  step: (carry: C) => ScanStepResult<C, Y>,
  initial: C,
  inputs: undefined,
  options: ScanOptions & { readonly length: number },
): ScanResult<C, Y>
export function scan(
  step: (carry: never, input: never) => ScanStepResult<unknown, unknown>,
  initial: unknown,
  inputs?: unknown,
  options: ScanOptions = {},
): ScanResult<unknown, unknown> {
  checkFunction('scan', step)
  const { length, reverse = false } = checkOptions('scan', options, {
    length: 'any',
    reverse: 'boolean',
  })
  const initialLeaves = sourcesOf('scan: initial', initial).leaves
  const sliced = inputs === undefined ? [] : sourcesOf('scan: inputs', inputs).leaves
  const firstOutputs: { readonly output: Tree<Source> | undefined; readonly leaves: Located[] }[] =
    []
  const result = runLoop({
    carry: initialLeaves.map(({ leaf }) => currentTensor(leaf)),
    inputs: sliced.map(({ leaf }) => currentTensor(leaf)),
    length: stepsOf(
      sliced.map(({ leaf }) => leaf),
      length,
    ),
    reverse,
    enteredLevels: [],
    body(carry, slices) {
      // Rebuilt in the nesting that `step` expects.
      const result = step(
        rebuild(initial, carry) as never,
        (inputs === undefined ? undefined : rebuild(inputs, slices)) as never,
      )
      const { carry: next, output } = checked(result)
      if (firstOutputs.length === 0) firstOutputs.push({ output, leaves: leavesIn(output) })
      return {
        carry: leavesLike('scan', ['the next carry', next], ['the carry', initialLeaves]).map(
          currentTensor,
        ),
        outputs: leavesLike(
          'scan',
          ['every output', output ?? []],
          ['the first', firstOutputs[0]?.leaves ?? []],
        ).map(currentTensor),
        sums: [],
      }
    },
  })
  return {
    carry: rebuild(initial, result.carry),
    outputs: firstOutputs[0]?.output && rebuild(firstOutputs[0].output, result.outputs),
  }
}

const leavesIn = (output: Tree<Source> | undefined): Located[] =>
  output === undefined ? [] : leavesOf('scan: output', output)

/** What a step returned. Throws a TypeError where it is not an object with a carry. */
function checked(result: unknown): { carry: Tree<Source>; output: Tree<Source> | undefined } {
  const given: { carry?: Tree<Source>; output?: Tree<Source> } =
    typeof result === 'object' && result !== null ? result : {}
  const { carry, output } = given
  if (carry === undefined || result instanceof Tensor)
    throw new TypeError(
      `scan: the step must return { carry, output }, or { carry }, got ${describeValue(result)}`,
    )
  return { carry, output }
}

/** The number of steps that all inputs agree on. */
function stepsOf(inputs: readonly Source[], length: number | undefined): number {
  let stepCount = length
  if (stepCount !== undefined && !(Number.isInteger(stepCount) && stepCount >= 0))
    throw new ShapeError(`scan: length must be a whole number from 0, got ${stepCount}`)
  for (const { shape } of inputs) {
    const [steps] = shape
    if (steps === undefined)
      throw new ShapeError(
        'scan: inputs must have the steps along their first axis, got a scalar; close over what is the same in every step',
      )
    stepCount ??= steps
    if (steps !== stepCount)
      throw new ShapeError(
        `scan: all inputs must have ${stepCount} steps along their first axis, got ${showShape(shape)}`,
      )
  }
  if (stepCount === undefined)
    throw new ShapeError(
      'scan: the number of steps must be known, got neither inputs nor a length; pass { length }',
    )
  return stepCount
}
