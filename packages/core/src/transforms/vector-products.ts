import { tensorNow } from '../cotangents.ts'
import { ShapeError } from '../errors.ts'
import { onesLike } from '../operations/constant.ts'
import { sameShape, showShape } from '../shape.ts'
import { GradientTape } from '../tape.ts'
import type { Tensor } from '../tensor.ts'
import { leavesLike, type Source, type Tree } from '../tree.ts'
import { type Argument, flatten, type Given, trace } from './grad.ts'

/**
 * f(x), and the function that pulls a cotangent of f(x) back to x: vᵀJ, in the nesting of x, for as
 * many v as are asked for. Parts of x that f does not depend on get zeros.
 *
 * @throws ShapeError from `pull` unless the cotangent has the shape of f(x).
 */
export function vjp(
  f: (x: Tensor) => Tensor,
  x: Source,
): { value: Tensor; pull: (cotangent: Tensor) => Tensor }
export function vjp<X extends Argument>(
  f: (x: X) => Tensor,
  x: Given<X>,
): { value: Tensor; pull: (cotangent: Tensor) => X }
export function vjp<X extends Argument>(
  f: (x: X) => Tensor,
  x: Given<X>,
): { value: Tensor; pull: (cotangent: Tensor) => X } {
  const { sources, run, nest } = flatten('vjp', f, x)
  const { tape, inputs, output } = trace(run, sources, { persistent: true })
  return {
    value: output,
    pull: (cotangent) => nest(pulled(tape, inputs, output, cotangent)),
  }
}

/**
 * f(x), and the derivative of f at x along v: Jv. `v` has the nesting and the shapes of x.
 *
 * There is no second set of rules: uᵀJ is linear in its cotangent u, so pulling v back through it gives Jv,
 * for any u. Compiled, what only u needs is dead code, and the rest costs what forward mode
 * costs.
 *
 * @throws ShapeError where v does not fit x.
 */
export function jvp(
  f: (x: Tensor) => Tensor,
  x: Source,
  v: Source,
): { value: Tensor; derivative: Tensor }
export function jvp<X extends Argument>(
  f: (x: X) => Tensor,
  x: Given<X>,
  v: Given<X>,
): { value: Tensor; derivative: Tensor }
export function jvp<X extends Argument>(
  f: (x: X) => Tensor,
  x: Given<X>,
  v: Given<X>,
): { value: Tensor; derivative: Tensor } {
  const { leaves, sources, run } = flatten('jvp', f, x)
  // Given<X> is a tree, whatever X is.
  const given = v as Tree<Source>
  const directions = leavesLike('jvp', ['the direction', given], ['x', leaves]).map(tensorNow)
  const { tape, inputs, output } = trace(run, sources, { persistent: true })
  return { value: output, derivative: pushing(tape, inputs, output)(directions) }
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
  const linear = transposed.record(() => pulled(tape, inputs, output, u))
  return (outputGradients) =>
    transposed.gradient(linear, u, { outputGradients, unconnectedGradients: 'zero' })
}

function pulled(
  tape: GradientTape,
  inputs: readonly Tensor[],
  output: Tensor,
  cotangent: Tensor,
): readonly Tensor[] {
  if (!sameShape(cotangent.shape, output.shape))
    throw new ShapeError(
      `vjp: the cotangent must have the shape of f(x), ${showShape(output.shape)}, got ${showShape(cotangent.shape)}`,
    )
  const options = { outputGradients: cotangent, unconnectedGradients: 'zero' } as const
  return tape.gradient(output, inputs, options)
}
