import { ShapeError } from '../errors/errors.ts'
import { checkOptions } from '../errors/options.ts'
import { onesLike } from '../operations/layout/constant.ts'
import {
  type Derivative,
  type DerivativeOptions,
  derivativeKinds,
  type Unconnected,
} from '../tape/derivative-options.ts'
import { GradientTape } from '../tape/tape.ts'
import { sameShape, showShape } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { currentTensor, type Located, leavesLike, type Source } from '../tensor/tree.ts'
import { type Argument, type ArgumentLike, sourcesOf } from './argument.ts'
import { flatten, type Gradient, trace } from './grad.ts'

/**
 * f(x), and the function that pulls a cotangent of f(x) back to x: vᵀJ, in the nesting of x, for as
 * many v as are asked for. Parts of x that f does not depend on get zeros unless `unconnectedGradients` says otherwise.
 *
 * @throws ShapeError from `pull` unless the cotangent has the shape of f(x).
 */
export function vjp<U extends Unconnected = 'zero'>(
  f: (x: Tensor) => Tensor,
  x: Source | number,
  options?: DerivativeOptions<U>,
): { value: Tensor; pull: (cotangent: Tensor) => Derivative<U> }
export function vjp<X extends Argument<X>, U extends Unconnected = 'zero'>(
  f: (x: X) => Tensor,
  x: ArgumentLike<X>,
  options?: DerivativeOptions<U>,
): { value: Tensor; pull: (cotangent: Tensor) => Gradient<X, U> }
export function vjp<X extends Argument<X>, U extends Unconnected = 'zero'>(
  f: (x: X) => Tensor,
  x: ArgumentLike<X>,
  options: DerivativeOptions<U> = {},
): { value: Tensor; pull: (cotangent: Tensor) => Gradient<X, U> } {
  const { unconnectedGradients = 'zero' } = checkOptions<DerivativeOptions>(
    'vjp',
    options,
    derivativeKinds,
  )
  const { sources, run, nest } = flatten('vjp', f, x)
  const { tape, inputs, output } = trace(run, sources, { persistent: true })
  return {
    value: output,
    pull(outputGradients) {
      if (!sameShape(outputGradients.shape, output.shape))
        throw new ShapeError(
          `vjp: the cotangent must have the shape of f(x), ${showShape(output.shape)}, got ${showShape(outputGradients.shape)}`,
        )
      const pulled: unknown = tape.gradient(output, nest(inputs), {
        ...{ outputGradients, unconnectedGradients },
      })
      return pulled as Gradient<X, U>
    },
  }
}

/**
 * f(x), and the derivative of f at x along v: Jv. `v` has the nesting and the shapes of x. `unconnectedGradients`
 * (default 'zero'): 'error' throws if f does not depend on a part of x; if it depends on no part, the derivative is
 * null for 'none', else zeros.
 *
 * There is no second set of rules: uᵀJ is linear in its cotangent u, so pulling v back through it gives Jv,
 * for any u. In compiled code, what only u needs is removed as dead code, and the rest costs as much as forward mode.
 *
 * @throws ShapeError where v does not fit x.
 */
export function jvp<U extends Unconnected = 'zero'>(
  f: (x: Tensor) => Tensor,
  x: Source | number,
  v: Source | number,
  options?: DerivativeOptions<U>,
): { value: Tensor; derivative: Derivative<U> }
export function jvp<X extends Argument<X>, U extends Unconnected = 'zero'>(
  f: (x: X) => Tensor,
  x: ArgumentLike<X>,
  v: ArgumentLike<X>,
  options?: DerivativeOptions<U>,
): { value: Tensor; derivative: Derivative<U> }
export function jvp<X extends Argument<X>, U extends Unconnected = 'zero'>(
  f: (x: X) => Tensor,
  x: ArgumentLike<X>,
  v: ArgumentLike<X>,
  options: DerivativeOptions<U> = {},
): { value: Tensor; derivative: Derivative<U> } {
  const { unconnectedGradients = 'zero' } = checkOptions<DerivativeOptions>(
    'jvp',
    options,
    derivativeKinds,
  )
  const { leaves, sources, run, nest } = flatten('jvp', f, x)
  const directions = directionsOf('jvp', v, leaves).map(currentTensor)
  const { tape, inputs, output } = trace(run, sources, { persistent: true })
  if (unconnectedGradients === 'error') tape.gradient(output, nest(inputs))
  const isMissing =
    unconnectedGradients === 'none' &&
    tape.gradient(output, inputs, { unconnectedGradients }).every((each) => each === null)
  const derivative = isMissing ? null : pushing(tape, inputs, output)(directions)
  return { value: output, derivative: derivative as Derivative<U> }
}

/** The leaves of a direction, in the order of those of x. Throws a ShapeError or DTypeError where it does not fit. */
export function directionsOf(operation: string, v: unknown, leaves: readonly Located[]): Source[] {
  const [first] = leaves
  const { tree } = sourcesOf(operation, v, first?.leaf.dtype)
  return leavesLike(operation, ['the direction', tree], ['x', leaves])
}

/** The function that pushes a direction at the inputs forward to the output: Jv. */
export function pushing(
  tape: GradientTape,
  inputs: readonly Tensor[],
  output: Tensor,
): (directions: readonly Tensor[]) => Tensor {
  const u = onesLike(output)
  const transposed = new GradientTape({ persistent: true, watchAccessedVariables: false })
  transposed.watch(u)
  const options = { outputGradients: u, unconnectedGradients: 'zero' } as const
  const linear = transposed.record(() => tape.gradient(output, inputs, options))
  return (outputGradients) =>
    transposed.gradient(linear, u, { outputGradients, unconnectedGradients: 'zero' })
}
