import { checkFunction } from '../errors/check-function.ts'
import { describeValue } from '../errors/describe-value.ts'
import { GradientError } from '../errors/errors.ts'
import { checkOptions } from '../errors/options.ts'
import { identity } from '../operations/layout/reshape.ts'
import {
  type Derivative,
  type DerivativeOptions,
  derivativeKinds,
  type Unconnected,
} from '../tape/derivative-options.ts'
import { GradientTape } from '../tape/tape.ts'
import { checkFloat } from '../tensor/dtype.ts'
import { showShape } from '../tensor/shape.ts'
import { Tensor } from '../tensor/tensor.ts'
import { type Located, type MapTree, rebuild, type Source } from '../tensor/tree.ts'
import { type Argument, type ArgumentLike, sourcesOf } from './argument.ts'

/** A derivative in the nesting of an argument, with null where `unconnectedGradients: 'none'` was asked for. */
export type Gradient<X, U extends Unconnected> = U extends 'none' ? MapTree<X, Tensor | null> : X

/** From a function of one tensor, or of any nesting of tensors, to its derivative. */
export interface Derive {
  // Without this overload grad(f) could not be an argument of grad.
  <U extends Unconnected = 'error'>(
    f: (x: Tensor) => Tensor,
    options?: DerivativeOptions<U>,
  ): (x: Source | number) => Derivative<U>
  <X extends Argument<X>, U extends Unconnected = 'error'>(
    f: (x: X) => Tensor,
    options?: DerivativeOptions<U>,
  ): (x: ArgumentLike<X>) => Gradient<X, U>
}

/** What `valueAndGrad` makes of a function, as `Derive`. */
export interface DeriveWithValue {
  <U extends Unconnected = 'error'>(
    f: (x: Tensor) => Tensor,
    options?: DerivativeOptions<U>,
  ): (x: Source | number) => { value: Tensor; grad: Derivative<U> }
  <X extends Argument<X>, U extends Unconnected = 'error'>(
    f: (x: X) => Tensor,
    options?: DerivativeOptions<U>,
  ): (x: ArgumentLike<X>) => { value: Tensor; grad: Gradient<X, U> }
}

/** A function run under a tape, and what to differentiate. */
interface Traced {
  readonly tape: GradientTape
  readonly inputs: readonly Tensor[]
  readonly output: Tensor
}

/**
 * Runs `f` on fresh aliases of its arguments, so that a derivative by an argument is never one by
 * another use of the same tensor. Outer tapes see through the aliases.
 */
export function trace(
  f: (inputs: readonly Tensor[]) => Tensor,
  sources: readonly Source[],
  { persistent = false }: { readonly persistent?: boolean } = {},
): Traced {
  const inputs = sources.map((source) => identity(source))
  const tape = new GradientTape({ persistent, watchAccessedVariables: false })
  tape.watch(inputs)
  return { tape, inputs, output: tape.record(() => f(inputs)) }
}

// The nesting of an argument, of any depth, which only the caller's types know.
type Fields = { readonly [key: string]: Tensor }

/** The leaves of an argument of `f`, and `run`, which calls `f` with other tensors in their places. */
export function flatten<X>(
  operation: string,
  f: (x: X) => Tensor,
  x: ArgumentLike<X>,
): {
  leaves: readonly Located[]
  sources: Source[]
  run: (inputs: readonly Tensor[]) => Tensor
  nest: (flat: readonly Tensor[]) => Fields
} {
  checkFunction(operation, f)
  const { tree, leaves } = sourcesOf(operation, x)
  for (const { leaf } of leaves) checkFloat(operation, leaf.dtype)
  return {
    leaves,
    sources: leaves.map(({ leaf }) => leaf),
    run(inputs) {
      // ArgumentLike<X> is X with other leaves.
      const y: unknown = f(rebuild(tree, inputs) as X)
      if (y instanceof Tensor) return y
      throw new TypeError(
        `${operation}: the function must return a tensor, got ${describeValue(y)}; what item() and data give has no derivative`,
      )
    },
    nest: (flat) => rebuild(tree, flat) as Fields,
  }
}

/** Throws a GradientError for a value of more than one number. */
export function checkOneNumber(operation: string, { size, shape }: Tensor): void {
  if (size !== 1)
    throw new GradientError(
      `${operation}: the function must return one number, got shape ${showShape(shape)}; jacobian(f) differentiates more`,
    )
}

/** f(x) and df/dx at once, for a function with one number as its value. Options and errors are those of `grad`. */
export const valueAndGrad: DeriveWithValue =
  <X extends Argument<X>, U extends Unconnected = 'error'>(
    f: (x: X) => Tensor,
    options: DerivativeOptions<U> = {},
  ): ((x: ArgumentLike<X>) => { value: Tensor; grad: Gradient<X, U> }) =>
  (x) => {
    const { unconnectedGradients = 'error' } = checkOptions<DerivativeOptions>(
      'grad',
      options,
      derivativeKinds,
    )
    const { sources, run, nest } = flatten('grad', f, x)
    const { tape, inputs, output } = trace(run, sources)
    checkOneNumber('grad', output)
    // In the nesting of x, so that an error about a source names its path.
    const gradient: unknown = tape.gradient(output, nest(inputs), { unconnectedGradients })
    return { value: output, grad: gradient as Gradient<X, U> }
  }

/**
 * The derivative df/dx of a function with one number as its value, as a function of x; the result
 * has the nesting of x, and can be differentiated again. A number for x is a float32 scalar. `unconnectedGradients`
 * (default 'error'): what the derivative by a part of x is that f does not depend on.
 *
 * @throws GradientError if f returns more than one number, or does not depend on a part of x;
 * TypeError if it returns no tensor.
 */
export const grad: Derive =
  <X extends Argument<X>, U extends Unconnected = 'error'>(
    f: (x: X) => Tensor,
    options: DerivativeOptions<U> = {},
  ): ((x: ArgumentLike<X>) => Gradient<X, U>) =>
  (x) =>
    valueAndGrad<X, U>(f, options)(x).grad
