import { apply } from '../../primitive/apply.ts'
import type { Primitive } from '../../primitive/primitive.ts'
import type { TensorLike } from '../../tensor/convert.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { zerosLike } from '../layout/constant.ts'
import { add, floatPair, mul, neg, sub } from './arithmetic.ts'
import { equal, logicalAnd, logicalNot } from './compare.ts'
import { abs, exp, log1p, sigmoid } from './elementwise.ts'
import { maximum } from './extremum.ts'
import { finite } from './is-finite.ts'
import { type PrecomputedOfTwo, precomputed } from './precomputed.ts'
import { where } from './select.ts'
import { stopGradient } from './stop-gradient.ts'

// The formula of the value has a kink at a = b, the function none.
export const logAddExpOp: Primitive<PrecomputedOfTwo, null> = precomputed<PrecomputedOfTwo>(
  'logAddExp',
  [
    null,
    (g, [, a, b]) => mul(g, sigmoid(difference(a, b))),
    (g, [, a, b]) => mul(g, sigmoid(difference(b, a))),
  ],
)

/** a − b, and 0 where both are the same infinity. */
function difference(a: Tensor, b: Tensor): Tensor {
  const sameInfinity = logicalAnd(equal(a, b), logicalNot(finite(a)))
  return where(sameInfinity, zerosLike(a), sub(a, b))
}

/**
 * log(eᵃ + eᵇ), elementwise and broadcast, without overflow; at equal infinities it is that infinity, with the slopes ½.
 * Floats of one dtype.
 */
export function logAddExp(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = floatPair('logAddExp', a, b)
  const [p, q] = [stopGradient(x), stopGradient(y)]
  const value = add(maximum(p, q), log1p(exp(neg(abs(difference(p, q))))))
  return apply(logAddExpOp, [value, x, y], null)
}
