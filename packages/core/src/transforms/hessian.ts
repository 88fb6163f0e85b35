import { checkOptions } from '../errors/options.ts'
import { withOperationName } from '../errors/with-operation-name.ts'
import { zerosLike } from '../operations/layout/constant.ts'
import {
  type Derivative,
  type DerivativeOptions,
  derivativeKinds,
  type Unconnected,
} from '../tape/derivative-options.ts'
import { Tensor } from '../tensor/tensor.ts'
import { type MapTree, rebuild, replaceLeaves, type Source } from '../tensor/tree.ts'
import type { Argument, ArgumentLike } from './argument.ts'
import { checkOneNumber, type Gradient } from './grad.ts'
import { innerProduct } from './inner-product.ts'
import { flatten, oneTensor, trace } from './trace.ts'
import { directionsOf } from './vector-products.ts'

/**
 * All second derivatives of a function with one number as its value, as a function of x: the shape of x twice. Of a
 * nesting, the derivatives by two parts p and q stand at p, then at q: `hessian(f)(x).p.q`. A function that is linear
 * in x has zeros; one that does not depend on a part at all is an error unless `unconnectedGradients` says otherwise.
 *
 * @see tf.hessians, jax.hessian, torch.func.hessian
 */
export function hessian<U extends Unconnected = 'error'>(
  f: (x: Tensor) => Tensor,
  options?: DerivativeOptions<U>,
): (x: Source | number) => Derivative<U>
export function hessian<X extends Argument<X>, U extends Unconnected = 'error'>(
  f: (x: X) => Tensor,
  options?: DerivativeOptions<U>,
): (x: ArgumentLike<X>) => MapTree<X, Gradient<X, U>>
export function hessian(
  f: (x: never) => unknown,
  options: DerivativeOptions = {},
): (x: never) => unknown {
  return (x: unknown) => {
    const { unconnectedGradients = 'error' } = checkOptions<DerivativeOptions>(
      'hessian',
      options,
      derivativeKinds,
    )
    const { sources, run, nest } = flatten('hessian', f, x)
    let isMissing: readonly boolean[] = []
    const slopes = (points: readonly Tensor[]): readonly Tensor[] => {
      const { tape, inputs, output } = trace((inputs) => oneTensor('hessian', run(inputs)), points)
      checkOneNumber('hessian', output)
      const found = leavesIn(
        namedTape('hessian', () => tape.gradient(output, nest(inputs), { unconnectedGradients })),
      )
      isMissing = found.map((slope) => slope === null)
      return points.map((point, index) => found[index] ?? zerosLike(point))
    }
    const { tape, inputs, output } = trace(slopes, sources, { persistent: true })
    const blocks = output.map((slope, row) => {
      const found = namedTape('hessian', () =>
        tape.jacobian(slope, inputs, { unconnectedGradients: 'zero' }),
      )
      const isKnown = (column: number): boolean => !isMissing[row] && !isMissing[column]
      return rebuild(
        nest(inputs),
        found.map((block, column) => (isKnown(column) ? block : null)),
      )
    })
    return rebuild(nest(inputs), blocks)
  }
}

/** From a function with one number as its value to its Hessian, as `Derive`. */
export type DeriveTwice = typeof hessian

/** The derivatives in a nesting, in order, null where there is none. */
function leavesIn(found: unknown): (Tensor | null)[] {
  const leaves: (Tensor | null)[] = []
  replaceLeaves(found, (leaf) => leaves.push(leaf instanceof Tensor ? leaf : null))
  return leaves
}

/** Errors of a tape's methods name the transform that called them; those of the function that is differentiated do not. */
const namedTape = <T>(operation: string, compute: () => T): T =>
  withOperationName(operation, compute, ['gradient', 'jacobian'])

/**
 * The Hessian of f at x times v, without the Hessian: the derivative of ⟨∇f(x), v⟩ (Pearlmutter
 * 1994, "Fast exact multiplication by the Hessian"). `v` and the result have the nesting and the
 * shapes of `x`; parts that f is linear in come back as zeros. `unconnectedGradients` (default 'error'): what the
 * product is for a part that f does not depend on at all.
 *
 * @throws ShapeError where v does not fit x; GradientError as `grad` does.
 */
export function hvp<U extends Unconnected = 'error'>(
  f: (x: Tensor) => Tensor,
  x: Source | number,
  v: Source | number,
  options?: DerivativeOptions<U>,
): Derivative<U>
export function hvp<X extends Argument<X>, U extends Unconnected = 'error'>(
  f: (x: X) => Tensor,
  x: ArgumentLike<X>,
  v: ArgumentLike<X>,
  options?: DerivativeOptions<U>,
): Gradient<X, U>
export function hvp<X extends Argument<X>, U extends Unconnected = 'error'>(
  f: (x: X) => Tensor,
  x: ArgumentLike<X>,
  v: ArgumentLike<X>,
  options: DerivativeOptions<U> = {},
): Gradient<X, U> {
  const { unconnectedGradients = 'error' } = checkOptions<DerivativeOptions>(
    'hvp',
    options,
    derivativeKinds,
  )
  const { leaves, sources, run, nest } = flatten('hvp', f, x)
  const directions = directionsOf('hvp', v, leaves)
  let isMissing: readonly boolean[] = []
  const slope = (points: readonly Tensor[]): Tensor => {
    const { tape, inputs, output } = trace((inputs) => oneTensor('hvp', run(inputs)), points)
    const gradients = leavesIn(
      namedTape('hvp', () => tape.gradient(output, nest(inputs), { unconnectedGradients })),
    )
    isMissing = gradients.map((each) => each === null)
    return innerProduct(gradients, directions)
  }
  const { tape, inputs, output } = trace(slope, sources)
  const products = namedTape('hvp', () =>
    tape.gradient(output, inputs, { unconnectedGradients: 'zero' }),
  )
  const found = products.map((each, index) => (isMissing[index] ? null : each))
  return rebuild(nest(inputs), found) as Gradient<X, U>
}
