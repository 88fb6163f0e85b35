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
import { Tensor } from '../tensor/tensor.ts'
import { currentTensor, type Located, leavesLike, rebuild, type Source } from '../tensor/tree.ts'
import { type Argument, type ArgumentLike, sourcesOf } from './argument.ts'
import type { Gradient } from './grad.ts'
import { flatten, outputsOf, trace } from './trace.ts'

/**
 * f(x), and the function that pulls a cotangent of f(x) back to x: vᵀJ, in the nesting of x, for as
 * many v as are asked for. f(x) is a tensor or any nesting of tensors, and its cotangent has that nesting. Parts of x
 * that f does not depend on get zeros unless `unconnectedGradients` says otherwise.
 *
 * @throws ShapeError from `pull` unless the cotangent has the nesting and the shapes of f(x).
 * @see jax.vjp, torch.func.vjp
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
export function vjp<X extends Argument<X>, Y extends Argument<Y>, U extends Unconnected = 'zero'>(
  f: (x: X) => Y,
  x: ArgumentLike<X>,
  options?: DerivativeOptions<U>,
): { value: Y; pull: (cotangent: ArgumentLike<Y>) => Gradient<X, U> }
export function vjp(
  f: (x: never) => unknown,
  x: unknown,
  options: DerivativeOptions = {},
): { value: unknown; pull: (cotangent: never) => unknown } {
  const { unconnectedGradients = 'zero' } = checkOptions<DerivativeOptions>(
    'vjp',
    options,
    derivativeKinds,
  )
  const { sources, run, nest } = flatten('vjp', f, x)
  const { tape, inputs, output } = trace((inputs) => outputsOf('vjp', run(inputs)), sources, {
    persistent: true,
  })
  const { tree, leaves, tensors } = output
  return {
    value: tree,
    pull(cotangent) {
      refuseShape(cotangent, tree)
      const given = sourcesOf('vjp', cotangent, leaves[0]?.leaf.dtype).tree
      const outputGradients = leavesLike('vjp', ['the cotangent', given], ['f(x)', leaves])
      return tape.gradient(tensors, nest(inputs), {
        ...{ outputGradients: outputGradients.map(currentTensor), unconnectedGradients },
      })
    },
  }
}

/** Throws a ShapeError for a cotangent of another shape than f(x), where both are one tensor. */
function refuseShape(cotangent: unknown, y: unknown): void {
  if (y instanceof Tensor && cotangent instanceof Tensor && !sameShape(cotangent.shape, y.shape))
    throw new ShapeError(
      `vjp: the cotangent must have the shape of f(x), ${showShape(y.shape)}, got ${showShape(cotangent.shape)}`,
    )
}

/**
 * f(x), and the derivative of f at x along v: Jv. `v` has the nesting and the shapes of x; f(x) is a tensor or any
 * nesting of tensors, which the derivative has too. `unconnectedGradients` (default 'zero'): 'error' throws if f does
 * not depend on a part of x; the derivative of a part of f(x) that depends on no part of x is null for 'none', else
 * zeros.
 *
 * There is no second set of rules: uᵀJ is linear in its cotangent u, so pulling v back through it gives Jv,
 * for any u. In compiled code, what only u needs is removed as dead code, and the rest costs as much as forward mode.
 *
 * @throws ShapeError where v does not fit x.
 * @see tf.autodiff.ForwardAccumulator, jax.jvp, torch.func.jvp
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
export function jvp<X extends Argument<X>, Y extends Argument<Y>, U extends Unconnected = 'zero'>(
  f: (x: X) => Y,
  x: ArgumentLike<X>,
  v: ArgumentLike<X>,
  options?: DerivativeOptions<U>,
): { value: Y; derivative: Gradient<Y, U> }
export function jvp(
  f: (x: never) => unknown,
  x: unknown,
  v: unknown,
  options: DerivativeOptions = {},
): { value: unknown; derivative: unknown } {
  const { unconnectedGradients = 'zero' } = checkOptions<DerivativeOptions>(
    'jvp',
    options,
    derivativeKinds,
  )
  const { leaves, sources, run, nest } = flatten('jvp', f, x)
  const directions = directionsOf('jvp', v, leaves).map(currentTensor)
  const { tape, inputs, output } = trace((inputs) => outputsOf('jvp', run(inputs)), sources, {
    persistent: true,
  })
  const { tree, tensors } = output
  if (unconnectedGradients === 'error') tape.gradient(tensors, nest(inputs))
  const isMissing = (y: Tensor): boolean =>
    unconnectedGradients === 'none' &&
    tape.gradient(y, inputs, { unconnectedGradients }).every((each) => each === null)
  const derivatives = pushing(tape, inputs, tensors)(directions)
  const found = derivatives.map((each, index) => (isMissing(tensors[index] ?? each) ? null : each))
  return { value: tree, derivative: rebuild(tree, found) }
}

/** The leaves of a direction, in the order of those of x. Throws a ShapeError or DTypeError where it does not fit. */
export function directionsOf(operation: string, v: unknown, leaves: readonly Located[]): Source[] {
  const [first] = leaves
  const { tree } = sourcesOf(operation, v, first?.leaf.dtype)
  return leavesLike(operation, ['the direction', tree], ['x', leaves])
}

/** The function that pushes a direction at the inputs forward to the outputs: Jv. */
export function pushing(
  tape: GradientTape,
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
): (directions: readonly Tensor[]) => readonly Tensor[] {
  const cotangents = outputs.map(onesLike)
  const transposed = new GradientTape({ persistent: true, watchAccessedVariables: false })
  transposed.watch(cotangents)
  const options = { outputGradients: cotangents, unconnectedGradients: 'zero' } as const
  const linear = transposed.record(() => tape.gradient(outputs, inputs, options))
  return (outputGradients) =>
    transposed.gradient(linear, cotangents, { outputGradients, unconnectedGradients: 'zero' })
}
