import { checkOptions } from '../errors/options.ts'
import { withOperationName } from '../errors/with-operation-name.ts'
import { zeros, zerosLike } from '../operations/layout/constant.ts'
import {
  type Derivative,
  type DerivativeOptions,
  derivativeKinds,
  type Unconnected,
} from '../tape/derivative-options.ts'
import { Tensor } from '../tensor/tensor.ts'
import { rebuild, replaceLeaves, type Source } from '../tensor/tree.ts'
import { type Argument, type ArgumentLike, checkOneTensor } from './argument.ts'
import { checkOneNumber, flatten, type Gradient, trace } from './grad.ts'
import { innerProduct } from './inner-product.ts'
import { directionsOf } from './vector-products.ts'

/**
 * All second derivatives of a function with one number as its value, as a function of one tensor:
 * the shape of x twice. A function that is linear in x has zeros; one that does not depend on it at all is an error
 * unless `unconnectedGradients` says otherwise.
 */
export const hessian =
  <U extends Unconnected = 'error'>(
    f: (x: Tensor) => Tensor,
    options: DerivativeOptions<U> = {},
  ): ((x: Source | number) => Derivative<U>) =>
  (x) => {
    const { unconnectedGradients = 'error' } = checkOptions<DerivativeOptions>(
      'hessian',
      options,
      derivativeKinds,
    )
    checkOneTensor('hessian', x, 'hvp(f, x, v) takes any nesting')
    const { sources, run } = flatten<Tensor>('hessian', f, x)
    let isMissing = false
    const gradient = ([point = zeros([])]: readonly Tensor[]): Tensor => {
      const { tape, inputs, output } = trace(run, [point])
      checkOneNumber('hessian', output)
      // Not by a list of one input, of which an error would name the position.
      const found: Tensor | null = namedTape('hessian', () =>
        tape.gradient(output, inputs[0] ?? point, { unconnectedGradients }),
      )
      isMissing = found === null
      return found ?? zerosLike(point)
    }
    const { tape, inputs, output } = trace(gradient, sources)
    const [rows] = namedTape('hessian', () =>
      tape.jacobian(output, inputs, { unconnectedGradients: 'zero' }),
    )
    return (isMissing || !rows ? null : rows) as Derivative<U>
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
    const { tape, inputs, output } = trace(run, points)
    const gradients: (Tensor | null)[] = []
    const found = namedTape('hvp', () =>
      tape.gradient(output, nest(inputs), { unconnectedGradients }),
    )
    replaceLeaves(found, (gradient) => gradients.push(gradient instanceof Tensor ? gradient : null))
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
