import { UnaryFunction } from '@sobolev/kernels'
import { apply } from '../../primitive/apply.ts'
import { type Primitive, primitive, type Unary } from '../../primitive/primitive.ts'
import { unaryBatchRule } from '../../tensor/batching.ts'
import { type TensorLike, toFloat } from '../../tensor/convert.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { full, zerosLike } from '../layout/constant.ts'
import { copyAll } from '../layout/copy.ts'
import { div, mul } from './arithmetic.ts'
import { equal } from './compare.ts'
import { type Precomputed, precomputed } from './precomputed.ts'
import { where } from './select.ts'

type Kink = Primitive<Precomputed, null>

/**
 * The slope that a rule uses where the function has none, because `x` is 0 there: 0, whose own derivatives are NaN.
 * If they were 0 too, the Hessian of ‖x‖² at 0 would silently be 0.
 */
export function slopeAtKink(operation: Kink, x: Tensor): Tensor {
  return apply(operation, [zerosLike(x), x], null)
}

/** The operation of `slopeAtKink`; `name`: of the function with the kink. */
export function kinkSlopeOp(name: string): Kink {
  const op: Kink = precomputed<Precomputed>(name, [
    null,
    (g, [, x]) => {
      const nan = full(x.shape, Number.NaN, { dtype: x.dtype })
      return mul(g, apply(op, [where(equal(x, 0), nan, zerosLike(x)), x], null))
    },
  ])
  return op
}

/** The primitive √x with the derivative 0 at 0, in place of an infinite one; `name` is used in errors. */
function sqrtWithKink(name: string): Primitive<Unary, null> {
  const beyond = kinkSlopeOp(name)
  return primitive<Unary>({
    name,
    chain: 'sqrt',
    shape: ([x]) => x.shape,
    inPlace: true,
    batch: unaryBatchRule,
    lower: (program, [x], out) => program.unary(UnaryFunction.sqrt, x, out),
    vjp: [
      (g, [x], y) => {
        const zero = equal(x, 0)
        return where(zero, mul(g, slopeAtKink(beyond, x)), div(g, mul(where(zero, 1, y), 2)))
      },
    ],
  })
}

export const safeSqrtOp: Primitive<Unary, null> = sqrtWithKink('safeSqrt')
export const stdOp: Primitive<Unary, null> = sqrtWithKink('std')
export const euclideanNormOp: Primitive<Unary, null> = sqrtWithKink('norm')

const beyondNorm = kinkSlopeOp('norm')
/** The identity, applied to norms: gives them the derivatives at 0 that the Euclidean norm has. */
export const normOp: Primitive<Unary, null> = primitive<Unary>({
  name: 'norm',
  view: true,
  shape: ([x]) => x.shape,
  batch: unaryBatchRule,
  lower: copyAll,
  vjp: [(g, [x]) => mul(g, where(equal(x, 0), slopeAtKink(beyondNorm, x), 1))],
})

/** √x with the derivative 0 at x = 0, instead of an infinite one; higher derivatives there are NaN. Floats. */
export const safeSqrt = (x: TensorLike): Tensor => apply(safeSqrtOp, [toFloat('safeSqrt', x)], null)
