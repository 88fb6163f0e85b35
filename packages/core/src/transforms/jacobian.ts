import { describeValue } from '../errors/describe-value.ts'
import { ShapeError } from '../errors/errors.ts'
import { checkOptions, type OptionKinds } from '../errors/options.ts'
import { withOperationName } from '../errors/with-operation-name.ts'
import { moveAxis } from '../operations/layout/batch-rules.ts'
import { eye, zeros, zerosLike } from '../operations/layout/constant.ts'
import { reshape } from '../operations/layout/reshape.ts'
import {
  type Derivative,
  type DerivativeOptions,
  derivativeKinds,
  type Unconnected,
} from '../tape/derivative-options.ts'
import { Tensor } from '../tensor/tensor.ts'
import { rebuild, replaceLeaves, type Source } from '../tensor/tree.ts'
import { Variable } from '../tensor/variable.ts'
import type { Argument, Given } from './argument.ts'
import { checkOneNumber, flatten, type Gradient, trace } from './grad.ts'
import { innerProduct } from './inner-product.ts'
import { directionsOf, pushing } from './vector-products.ts'
import { vmap } from './vmap.ts'

/** How a Jacobian is taken: row by row from the outputs, column by column from the inputs, or as its shape suggests. */
export type JacobianMode = 'reverse' | 'forward' | 'auto'

export interface JacobianOptions<U extends Unconnected = Unconnected> extends DerivativeOptions<U> {
  /**
   * How the Jacobian is taken.
   *
   * @default 'auto'
   */
  readonly mode?: JacobianMode
}

const jacobianKinds: OptionKinds<JacobianOptions> = {
  ...derivativeKinds,
  mode: ['reverse', 'forward', 'auto'],
}

/** From a function to its Jacobian, as `Derive`. */
export interface DeriveAll {
  <U extends Unconnected = 'error'>(
    f: (x: Tensor) => Tensor,
    options?: JacobianOptions<U>,
  ): (x: Source | number) => Derivative<U>
  <X extends Argument<X>, U extends Unconnected = 'error'>(
    f: (x: X) => Tensor,
    options?: JacobianOptions<U>,
  ): (x: Given<X>) => Gradient<X, U>
}

/** The cost of a column in rows: it takes a reverse pass, and a reverse pass through that one. */
const COLUMN = 2

/**
 * All derivatives of all elements of f(x), as a function of x: the shape of f(x), then that of x,
 * in the nesting of x. All rows (or columns, where there are far fewer of them) are one pass over batched
 * tensors. Throws a GradientError if f does not depend on a part of x, unless `unconnectedGradients` says otherwise.
 */
export const jacobian: DeriveAll =
  <X extends Argument<X>, U extends Unconnected = 'error'>(
    f: (x: X) => Tensor,
    options: JacobianOptions<U> = {},
  ): ((x: Given<X>) => Gradient<X, U>) =>
  (x) => {
    const { mode = 'auto', unconnectedGradients = 'error' } = checkOptions<JacobianOptions>(
      'jacobian',
      options,
      jacobianKinds,
    )
    const { sources, run, nest } = flatten('jacobian', f, x)
    const { tape, inputs, output } = trace(run, sources, { persistent: true })
    const columns = inputs.reduce((sum, { size }) => sum + size, 0)
    const forward = mode === 'auto' ? COLUMN * columns < output.size : mode === 'forward'
    // What f does not depend on is treated alike, whatever the mode.
    const rows: unknown = forward
      ? tape.gradient(output, nest(inputs), { unconnectedGradients })
      : tape.jacobian(output, nest(inputs), { unconnectedGradients })
    if (!forward) return rows as Gradient<X, U>
    const push = pushing(tape, inputs, output)
    let index = 0
    return replaceLeaves(rows, (row) => {
      const place = index++
      return row && pushUnits(push, inputs, place)
    }) as Gradient<X, U>
  }

/** The Jacobian by one of the inputs in forward mode: the unit directions of all its elements, in one batch. */
function pushUnits(
  push: (directions: readonly Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  index: number,
): Tensor {
  const source = inputs[index] ?? zeros([])
  const columns = vmap((unit: Tensor) =>
    push(
      inputs.map((input, at) => (at === index ? reshape(unit, source.shape) : zerosLike(input))),
    ),
  )(eye(source.size, source.dtype))
  return reshape(moveAxis(columns, 0, columns.rank - 1), [
    ...columns.shape.slice(1),
    ...source.shape,
  ])
}

/** Throws a TypeError unless `x` is one tensor: of a nesting, which JavaScript callers may pass, parts would be ignored. */
function refuseNesting(operation: string, x: unknown, hint: string): void {
  if (!(x instanceof Tensor || x instanceof Variable || typeof x === 'number'))
    throw new TypeError(`${operation}: needs one tensor, got ${describeValue(x)}; ${hint}`)
}

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
    refuseNesting('hessian', x, 'hvp(f, x, v) takes any nesting')
    const { sources, run } = flatten<Tensor>('hessian', f, x)
    let isMissing = false
    const gradient = ([point = zeros([])]: readonly Tensor[]): Tensor => {
      const { tape, inputs, output } = trace(run, [point])
      checkOneNumber('hessian', output)
      // By the one input rather than a list of it, so that an error names no place in a list.
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
  x: Given<X>,
  v: Given<X>,
  options?: DerivativeOptions<U>,
): Gradient<X, U>
export function hvp<X extends Argument<X>, U extends Unconnected = 'error'>(
  f: (x: X) => Tensor,
  x: Given<X>,
  v: Given<X>,
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

/**
 * The Jacobian of each example of f by the same example of x, as a function of x: [b, ...x] and [b, ...y]
 * give [b, ...y, ...x]. One pass for all examples: only right where f does not mix them. `unconnectedGradients` as
 * for `jacobian`. Throws a ShapeError unless f(x) has as many examples as x.
 */
export const batchJacobian =
  <U extends Unconnected = 'error'>(
    f: (x: Tensor) => Tensor,
    options: DerivativeOptions<U> = {},
  ): ((x: Source) => Derivative<U>) =>
  (x) => {
    checkOptions('batchJacobian', options, derivativeKinds)
    refuseNesting('batchJacobian', x, 'jacobian(f) takes any nesting')
    const { sources, run } = flatten<Tensor>('batchJacobian', f, x)
    const { tape, inputs, output } = trace(run, sources)
    const [input] = inputs
    if (!input) throw new ShapeError('batchJacobian: needs one tensor to differentiate by')
    return tape.batchJacobian<U>(output, input, options)
  }
