import { ShapeError } from '../errors/errors.ts'
import { checkOptions, type OptionKinds } from '../errors/options.ts'
import { cast } from '../operations/elementwise/cast.ts'
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
import { type MapTree, rebuild, replaceLeaves, type Source } from '../tensor/tree.ts'
import { type Argument, type ArgumentLike, checkOneTensor } from './argument.ts'
import type { Gradient } from './grad.ts'
import { flatten, oneTensor, outputsOf, trace } from './trace.ts'
import { pushing } from './vector-products.ts'
import { vmap } from './vmap.ts'

/** How a Jacobian is taken: row by row from the outputs, column by column from the inputs, or as its shape suggests. */
export type JacobianMode = 'reverse' | 'forward' | 'auto'

/** Options of `jacobian`. */
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

/** The cost of a column in rows: it takes a reverse pass, and a reverse pass through that one. */
const COLUMN = 2

/**
 * All derivatives of all elements of f(x), as a function of x: the shape of f(x), then that of x,
 * in the nesting of x. Where f(x) is a nesting of tensors, the result has that nesting, and in place of each tensor the
 * derivatives of that one, in the nesting of x. All rows (or columns, where there are far fewer of them) are one pass
 * over batched tensors. Throws a GradientError if f does not depend on a part of x, unless `unconnectedGradients` says
 * otherwise; a part of f(x) that does not depend on it has zeros.
 *
 * @see tf.GradientTape.jacobian, jax.jacrev and jax.jacfwd, torch.func.jacrev
 */
export function jacobian<U extends Unconnected = 'error'>(
  f: (x: Tensor) => Tensor,
  options?: JacobianOptions<U>,
): (x: Source | number) => Derivative<U>
export function jacobian<X extends Argument<X>, U extends Unconnected = 'error'>(
  f: (x: X) => Tensor,
  options?: JacobianOptions<U>,
): (x: ArgumentLike<X>) => Gradient<X, U>
export function jacobian<
  X extends Argument<X>,
  Y extends Argument<Y>,
  U extends Unconnected = 'error',
>(f: (x: X) => Y, options?: JacobianOptions<U>): (x: ArgumentLike<X>) => MapTree<Y, Gradient<X, U>>
export function jacobian(
  f: (x: never) => unknown,
  options: JacobianOptions = {},
): (x: never) => unknown {
  return (x: unknown) => {
    const { unconnectedGradients = 'error', mode = 'auto' } = checkOptions<JacobianOptions>(
      'jacobian',
      options,
      jacobianKinds,
    )
    const { sources, run, nest } = flatten('jacobian', f, x)
    const { tape, inputs, output } = trace(
      (inputs) => outputsOf('jacobian', run(inputs)),
      sources,
      { persistent: true },
    )
    const { tree, tensors } = output
    const count = (list: readonly Tensor[]): number => list.reduce((sum, { size }) => sum + size, 0)
    const forward = mode === 'auto' ? COLUMN * count(inputs) < count(tensors) : mode === 'forward'
    if (tensors.length > 1 && unconnectedGradients === 'error') tape.gradient(tensors, nest(inputs))
    // Of several parts of f(x), each may leave out what another depends on.
    const kind = {
      unconnectedGradients:
        tensors.length > 1 && unconnectedGradients === 'error' ? 'zero' : unconnectedGradients,
    } as const
    const columns = forward
      ? inputs.map((_, index) => pushUnits(pushing(tape, inputs, tensors), inputs, index))
      : []
    const blocks = tensors.map((y, row) => {
      if (!forward) return tape.jacobian(y, nest(inputs), kind)
      // What f does not depend on is treated alike, whatever the mode.
      const rows: unknown = tape.gradient(y, nest(inputs), kind)
      let index = 0
      return replaceLeaves(rows, (found) => {
        const column = columns[index++]?.[row]
        // Rows have the dtype of x, columns that of f(x): the mode makes no difference to what comes back.
        return found instanceof Tensor && column ? cast(column, found.dtype) : null
      })
    })
    return rebuild(tree, blocks)
  }
}

/** From a function to its Jacobian, as `Derive`. */
export type DeriveAll = typeof jacobian

/** The Jacobians by one of the inputs in forward mode: the unit directions of all its elements, in one batch. */
function pushUnits(
  push: (directions: readonly Tensor[]) => readonly Tensor[],
  inputs: readonly Tensor[],
  index: number,
): readonly Tensor[] {
  const source = inputs[index] ?? zeros([])
  const columns = vmap((unit: Tensor) =>
    push(
      inputs.map((input, at) => (at === index ? reshape(unit, source.shape) : zerosLike(input))),
    ),
  )(eye(source.size, { dtype: source.dtype }))
  return columns.map((each) =>
    reshape(moveAxis(each, 0, each.rank - 1), [...each.shape.slice(1), ...source.shape]),
  )
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
    checkOneTensor('batchJacobian', x, 'jacobian(f) takes any nesting')
    const { sources, run } = flatten('batchJacobian', f, x)
    const { tape, inputs, output } = trace(
      (inputs) => oneTensor('batchJacobian', run(inputs)),
      sources,
    )
    const [input] = inputs
    if (!input) throw new ShapeError('batchJacobian: needs one tensor to differentiate by')
    return tape.batchJacobian<U>(output, input, options)
  }
