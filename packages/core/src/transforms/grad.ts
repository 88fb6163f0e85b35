import { GradientError } from '../errors.ts'
import { identity } from '../operations/reshape.ts'
import { showShape } from '../shape.ts'
import { GradientTape } from '../tape.ts'
import type { Tensor } from '../tensor.ts'
import { leavesOf, type MapTree, rebuild, type Source, type Tree } from '../tree.ts'

/** What a transform differentiates by: a tensor or variable, or any nesting of them. */
export type Argument = Tree<Source>

/** An argument as the function sees it: tensors in the nesting that was given. */
export type Seen<S> = MapTree<S, Tensor>

/** A function run under a tape, and what to differentiate. */
interface Traced {
  readonly tape: GradientTape
  readonly inputs: readonly Tensor[]
  readonly output: Tensor
}

/**
 * Runs `f` on fresh aliases of its argument, so that a derivative by the argument is never one by
 * another use of the same tensor. Outer tapes see through the aliases.
 */
export function trace<S extends Argument>(
  operation: string,
  f: (x: Seen<S>) => Tensor,
  x: S,
): Traced {
  const inputs = leavesOf(operation, x).map(({ leaf }) => identity(leaf))
  const tape = new GradientTape()
  tape.watch(inputs)
  return { tape, inputs, output: tape.record(() => f(rebuild<S, Tensor>(x, inputs))) }
}

/** f(x) and df/dx at once, for a function with one number as its value. Throws as `grad` does. */
export const valueAndGrad =
  <S extends Argument>(f: (x: Seen<S>) => Tensor): ((x: S) => { value: Tensor; grad: Seen<S> }) =>
  (x) => {
    const { tape, inputs, output } = trace('grad', f, x)
    if (output.size !== 1)
      throw new GradientError(
        `grad: the function must return one number, got shape ${showShape(output.shape)}; jacobian(f) differentiates more`,
      )
    const gradients = tape.gradient(output, inputs)
    const grad: Seen<S> = rebuild<S, Tensor>(x, gradients)
    return { value: output, grad }
  }

/**
 * The derivative df/dx of a function with one number as its value, as a function of x; the result
 * has the nesting of x, and can be differentiated again.
 *
 * @throws GradientError if f returns more than one number, or does not depend on a part of x.
 */
export const grad =
  <S extends Argument>(f: (x: Seen<S>) => Tensor): ((x: S) => Seen<S>) =>
  (x) =>
    valueAndGrad(f)(x).grad
