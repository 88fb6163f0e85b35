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

export interface ScanOptions {
  /** The number of steps; needed only without inputs. */
  readonly length?: number
  /**
   * Whether it runs from the last slice of the inputs to the first; outputs keep the positions of their inputs.
   * @default false
   */
  readonly reverse?: boolean
}

/** What a step returns: the carry for the next step, and what is kept of this one. */
export interface ScanStep<C, Y> {
  readonly carry: C
  readonly output?: Y
}

/** What `scan` returns: the carry after the last step, and all outputs along a first axis. */
export interface Scanned<C, Y> {
  readonly carry: C
  readonly outputs: Y
}

/**
 * A loop: `step` takes a carry and a slice of the inputs, and returns the next carry and an output. The
 * carry begins as `initial` and keeps its nesting, shapes and dtypes; `inputs` have the steps along
 * their first axis, and the outputs get them there. Carry, inputs and outputs are tensors, or any
 * nesting of arrays and plain objects of tensors.
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
 * Compiled, the program holds the step once, however many there are. A derivative, of any order, is a
 * loop again, which repeats each step from the carry saved before it; so a step must compute the same
 * when it runs again: it may read variables and tensors around it, which are differentiated too, but not
 * assign, and random numbers must come of what it is given, such as a key split by a number of the step
 * (`inputs: range(n)`).
 *
 * @throws ShapeError or DTypeError where the carry changes, the inputs' lengths differ, or nothing tells
 * the number of steps; CompileError where a step assigns a variable.
 */
export function scan<
  C extends Argument<C>,
  X extends Argument<X>,
  Y extends Argument<Y> | undefined = undefined,
>(
  step: (carry: C, input: X) => ScanStep<C, Y>,
  initial: C,
  inputs: X,
  options?: ScanOptions,
): Scanned<C, Y>
export function scan<C extends Argument<C>, Y extends Argument<Y> | undefined = undefined>(
  step: (carry: C) => ScanStep<C, Y>,
  initial: C,
  inputs: undefined,
  options: ScanOptions & { readonly length: number },
): Scanned<C, Y>
export function scan(
  step: (carry: never, input: never) => ScanStep<unknown, unknown>,
  initial: unknown,
  inputs?: unknown,
  options: ScanOptions = {},
): Scanned<unknown, unknown> {
  checkFunction('scan', step)
  const { length, reverse = false } = checkOptions('scan', options, {
    length: 'any',
    reverse: 'boolean',
  })
  const begin = sourcesOf('scan: initial', initial).leaves
  const sliced = inputs === undefined ? [] : sourcesOf('scan: inputs', inputs).leaves
  const seen: { readonly output: Tree<Source> | undefined; readonly leaves: Located[] }[] = []
  const ran = runLoop({
    carry: begin.map(({ leaf }) => currentTensor(leaf)),
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
      if (seen.length === 0) seen.push({ output, leaves: leavesIn(output) })
      return {
        carry: leavesLike('scan', ['the next carry', next], ['the carry', begin]).map(
          currentTensor,
        ),
        outputs: leavesLike(
          'scan',
          ['every output', output ?? []],
          ['the first', seen[0]?.leaves ?? []],
        ).map(currentTensor),
        sums: [],
      }
    },
  })
  return {
    carry: rebuild(initial, ran.carry),
    outputs: seen[0]?.output && rebuild(seen[0].output, ran.outputs),
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
  let known = length
  if (known !== undefined && !(Number.isInteger(known) && known >= 0))
    throw new ShapeError(`scan: length must be a whole number from 0, got ${known}`)
  for (const { shape } of inputs) {
    const [steps] = shape
    if (steps === undefined)
      throw new ShapeError(
        'scan: inputs must have the steps along their first axis, got a scalar; close over what is the same in every step',
      )
    known ??= steps
    if (steps !== known)
      throw new ShapeError(
        `scan: all inputs must have ${known} steps along their first axis, got ${showShape(shape)}`,
      )
  }
  if (known === undefined)
    throw new ShapeError(
      'scan: the number of steps must be known, got neither inputs nor a length; pass { length }',
    )
  return known
}
