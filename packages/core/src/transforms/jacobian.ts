import { ShapeError } from '../errors/errors.ts'
import { checkOptions, type OptionKinds } from '../errors/options.ts'
import { moveAxis } from '../operations/layout/batch-rules.ts'
import { eye, zeros, zerosLike } from '../operations/layout/constant.ts'
import { reshape } from '../operations/layout/reshape.ts'
import {
  type Derivative,
  type DerivativeOptions,
  derivativeKinds,
  type Unconnected,
} from '../tape/derivative-options.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { replaceLeaves, type Source } from '../tensor/tree.ts'
import { type Argument, type ArgumentLike, checkOneTensor } from './argument.ts'
import { flatten, type Gradient, trace } from './grad.ts'
import { pushing } from './vector-products.ts'
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
  ): (x: ArgumentLike<X>) => Gradient<X, U>
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
  ): ((x: ArgumentLike<X>) => Gradient<X, U>) =>
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
    const { sources, run } = flatten<Tensor>('batchJacobian', f, x)
    const { tape, inputs, output } = trace(run, sources)
    const [input] = inputs
    if (!input) throw new ShapeError('batchJacobian: needs one tensor to differentiate by')
    return tape.batchJacobian<U>(output, input, options)
  }
