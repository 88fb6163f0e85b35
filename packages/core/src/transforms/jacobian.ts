import { ShapeError } from '../errors.ts'
import type { Tensor } from '../tensor.ts'
import { leavesLike, leavesOf, type Source, type Tree } from '../tree.ts'
import { type Argument, type Derive, flatten, type Given, grad, trace } from './grad.ts'
import { innerProduct } from './inner-product.ts'

/**
 * All derivatives of all elements of f(x), as a function of x: the shape of f(x), then that of x,
 * in the nesting of x. Throws a GradientError if f does not depend on a part of x.
 */
export const jacobian: Derive =
  <X extends Argument>(f: (x: X) => Tensor): ((x: Given<X>) => X) =>
  (x) => {
    const { sources, run, nest } = flatten('jacobian', f, x)
    const { tape, inputs, output } = trace(run, sources)
    return tape.jacobian(output, nest(inputs)) as X
  }

/**
 * All second derivatives of a function with one number as its value, as a function of one tensor:
 * the shape of x twice. A function that is linear in x has zeros.
 */
export const hessian =
  (f: (x: Tensor) => Tensor): ((x: Source) => Tensor) =>
  (x) => {
    const { sources, run } = flatten<Tensor>('hessian', grad(f), x)
    const { tape, inputs, output } = trace(run, sources)
    const [rows] = tape.jacobian(output, inputs, { unconnectedGradients: 'zero' })
    if (!rows) throw new ShapeError('hessian: needs one tensor to differentiate by')
    return rows
  }

/**
 * The Hessian of f at x times v, without the Hessian: the derivative of ⟨∇f(x), v⟩ (Pearlmutter
 * 1994, "Fast exact multiplication by the Hessian"). `v` and the result have the nesting and the
 * shapes of `x`; parts that f is linear in come back as zeros.
 *
 * @throws ShapeError where v does not fit x; GradientError as `grad` does.
 */
export function hvp<X extends Argument = Tensor>(f: (x: X) => Tensor, x: Given<X>, v: Given<X>): X {
  const { leaves, sources, run, nest } = flatten('hvp', f, x)
  // Given<X> is a tree, whatever X is.
  const given = v as Tree<Source>
  const directions = leavesLike('hvp', ['the direction', given], ['x', leaves])
  const slope = (at: readonly Tensor[]): Tensor => {
    const { tape, inputs, output } = trace(run, at)
    const gradients = leavesOf('hvp', tape.gradient(output, nest(inputs)) as Argument)
    return innerProduct(gradients, directions)
  }
  const { tape, inputs, output } = trace(slope, sources)
  return nest(tape.gradient(output, inputs, { unconnectedGradients: 'zero' }))
}
