import { ShapeError } from '../errors.ts'
import { add, mul } from '../operations/arithmetic.ts'
import { sum } from '../operations/sum-broadcast.ts'
import { sameShape, showShape } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import type { Source } from '../tree.ts'
import { type Argument, flatten, type Given, grad, trace } from './grad.ts'

/**
 * All derivatives of all elements of f(x), as a function of x: the shape of f(x), then that of x,
 * in the nesting of x. Throws a GradientError if f does not depend on a part of x.
 */
export const jacobian =
  <X extends Argument = Tensor>(f: (x: X) => Tensor): ((x: Given<X>) => X) =>
  (x) => {
    const { sources, run, nest } = flatten('jacobian', f, x)
    const { tape, inputs, output } = trace(run, sources)
    return nest(tape.jacobian(output, inputs))
  }

/**
 * All second derivatives of a function with one number as its value, as a function of one tensor:
 * the shape of x twice. A function that is linear in x has zeros.
 */
export const hessian =
  (f: (x: Tensor) => Tensor): ((x: Source) => Tensor) =>
  (x) => {
    const { sources, run } = flatten('hessian', grad<Tensor>(f), x)
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
  const { sources, run, nest } = flatten('hvp', f, x)
  const directions = flatten('hvp', f, v).sources
  const slope = (at: readonly Tensor[]): Tensor => {
    const { tape, inputs, output } = trace(run, at)
    return dot(tape.gradient(output, inputs), directions)
  }
  const { tape, inputs, output } = trace(slope, sources)
  return nest(tape.gradient(output, inputs, { unconnectedGradients: 'zero' }))
}

function dot(gradients: readonly Tensor[], directions: readonly Source[]): Tensor {
  const products = gradients.map((gradient, index) => {
    const direction = directions[index]
    if (!direction || !sameShape(direction.shape, gradient.shape))
      throw new ShapeError(
        `hvp: the direction must have the shapes of x, got ${direction ? showShape(direction.shape) : 'nothing'} for ${showShape(gradient.shape)}`,
      )
    return sum(mul(gradient, direction))
  })
  return products.reduce((total, product) => add(total, product))
}
