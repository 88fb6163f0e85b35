import { GradientError, ShapeError } from '../errors.ts'
import { add, mul } from '../operations/arithmetic.ts'
import { sum } from '../operations/sum-broadcast.ts'
import { sameShape, showShape } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { leavesOf, rebuild, type Source } from '../tree.ts'
import { type Argument, grad, type Seen, trace } from './grad.ts'

/**
 * All derivatives of all elements of f(x), as a function of x: the shape of f(x), then that of x,
 * in the nesting of x. Throws a GradientError if f does not depend on a part of x.
 */
export const jacobian =
  <S extends Argument>(f: (x: Seen<S>) => Tensor): ((x: S) => Seen<S>) =>
  (x) => {
    const { tape, inputs, output } = trace('jacobian', f, x)
    const rows = tape.jacobian(output, inputs)
    return rebuild<S, Tensor>(x, rows)
  }

/**
 * All second derivatives of a function with one number as its value, as a function of one tensor:
 * the shape of x twice. A function that is linear in x has zeros.
 */
export const hessian =
  (f: (x: Tensor) => Tensor): ((x: Tensor) => Tensor) =>
  (x) => {
    const { tape, inputs, output } = trace('hessian', grad<Tensor>(f), x)
    const [alias] = inputs
    if (!alias) throw new GradientError('hessian: needs a tensor to differentiate by')
    return tape.jacobian(output, alias, { unconnectedGradients: 'zero' })
  }

/**
 * The Hessian of f at x times v, without the Hessian: the derivative of ⟨∇f(x), v⟩ (Pearlmutter
 * 1994, "Fast exact multiplication by the Hessian"). `v` and the result have the nesting and the
 * shapes of `x`; parts that f is linear in come back as zeros.
 *
 * @throws ShapeError where v does not fit x; GradientError as `grad` does.
 */
export function hvp<const S extends Argument>(
  f: (x: Seen<S>) => Tensor,
  x: S,
  v: Argument,
): Seen<S> {
  const points = leavesOf('hvp', x).map(({ leaf }) => leaf)
  const directions = leavesOf('hvp', v).map(({ leaf }) => leaf)
  const slope = (at: readonly Tensor[]): Tensor => {
    const { tape, inputs, output } = trace(
      'hvp',
      (inner: readonly Tensor[]) => f(rebuild<S, Tensor>(x, inner)),
      at,
    )
    return dot(tape.gradient(output, inputs), directions)
  }
  const { tape, inputs, output } = trace('hvp', slope, points)
  return rebuild<S, Tensor>(x, tape.gradient(output, inputs, { unconnectedGradients: 'zero' }))
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
