import { ShapeError } from '../errors.ts'
import { moveAxis } from '../operations/batch-rules.ts'
import { eye, zeros, zerosLike } from '../operations/constant.ts'
import { reshape } from '../operations/reshape.ts'
import { checkOptions } from '../options.ts'
import type { Tensor } from '../tensor.ts'
import { leavesLike, leavesOf, type Source, type Tree } from '../tree.ts'
import { type Argument, flatten, type Given, grad, trace } from './grad.ts'
import { innerProduct } from './inner-product.ts'
import { pushing } from './vector-products.ts'
import { vmap } from './vmap.ts'

/** How a Jacobian is taken: row by row from the outputs, column by column from the inputs, or as its shape suggests. */
export type JacobianMode = 'reverse' | 'forward' | 'auto'

/** From a function to its Jacobian, as `Derive`. */
export interface DeriveAll {
  (f: (x: Tensor) => Tensor, options?: { mode?: JacobianMode }): (x: Source) => Tensor
  <X extends Argument>(f: (x: X) => Tensor, options?: { mode?: JacobianMode }): (x: Given<X>) => X
}

/** A column costs about twice a row: the pass back, and the pass back through that. */
const COLUMN = 2

/**
 * All derivatives of all elements of f(x), as a function of x: the shape of f(x), then that of x,
 * in the nesting of x. All rows (or columns, where there are far fewer of them) are one pass over batched
 * tensors. Throws a GradientError if f does not depend on a part of x.
 */
export const jacobian: DeriveAll =
  <X extends Argument>(
    f: (x: X) => Tensor,
    options: { mode?: JacobianMode } = {},
  ): ((x: Given<X>) => X) =>
  (x) => {
    const { mode = 'auto' } = checkOptions('jacobian', options, {
      mode: ['reverse', 'forward', 'auto'],
    })
    const { sources, run, nest } = flatten('jacobian', f, x)
    const { tape, inputs, output } = trace(run, sources, { persistent: true })
    const columns = inputs.reduce((sum, { size }) => sum + size, 0)
    const forward = mode === 'auto' ? COLUMN * columns < output.size : mode === 'forward'
    if (!forward) return tape.jacobian(output, nest(inputs)) as X
    // What f does not depend on is an error here too.
    tape.gradient(output, nest(inputs))
    const push = pushing(tape, inputs, output)
    return nest(inputs.map((_, index) => pushUnits(push, inputs, index)))
  }

/** The derivative by one of the inputs: a 1 in each of its elements in turn, pushed forward all at once. */
function pushUnits(
  push: (directions: readonly Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  index: number,
): Tensor {
  const own = inputs[index] ?? zeros([])
  const columns = vmap((unit: Tensor) =>
    push(inputs.map((input, at) => (at === index ? reshape(unit, own.shape) : zerosLike(input)))),
  )(eye(own.size, own.dtype))
  return reshape(moveAxis(columns, 0, columns.rank - 1), [...columns.shape.slice(1), ...own.shape])
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

/**
 * The Jacobian of each example of f by the same example of x, as a function of x: [b, ...x] and [b, ...y]
 * give [b, ...y, ...x]. One pass for all examples: only right where f does not mix them.
 * Throws a ShapeError unless f(x) has as many examples as x.
 */
export const batchJacobian =
  (f: (x: Tensor) => Tensor): ((x: Source) => Tensor) =>
  (x) => {
    const { sources, run } = flatten<Tensor>('batchJacobian', f, x)
    const { tape, inputs, output } = trace(run, sources)
    const [input] = inputs
    if (!input) throw new ShapeError('batchJacobian: needs one tensor to differentiate by')
    return tape.batchJacobian(output, input)
  }
