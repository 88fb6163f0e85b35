import { apply } from '../../primitive/apply.ts'
import type { Primitive } from '../../primitive/primitive.ts'
import type { TensorLike } from '../../tensor/convert.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { add, div, elementwiseBinary, floatPair, mul, neg, sub } from './arithmetic.ts'
import { equal } from './compare.ts'
import { kinkSlopeOp, slopeAtKink } from './derivatives-at-kinks.ts'
import { abs, type Elementwise, elementwise, ofFloats, rsqrt, square } from './elementwise.ts'
import { maximum } from './extremum.ts'
import { type Precomputed, precomputed } from './precomputed.ts'
import { where } from './select.ts'
import { stopGradient } from './stop-gradient.ts'

// s = 1 / √(1 − x²) with the rule s' = x s³, which is infinite at ±1; differentiating the formula would give 0 · ∞.
const slopeOp = (name: string): Primitive<Precomputed, null> =>
  precomputed<Precomputed>(name, [null, (g, [, x], s) => mul(g, mul(x, mul(s, square(s))))])
const asinSlopeOp = slopeOp('asin')
const acosSlopeOp = slopeOp('acos')

/** s = 1 / √((1 − x) (1 + x)): unlike 1 − x², the factors are exact near ±1. */
function arcSlope(op: Primitive<Precomputed, null>, x: Tensor): Tensor {
  const constant = stopGradient(x)
  return apply(op, [rsqrt(mul(sub(1, constant), add(1, constant))), x], null)
}

export const tanOp = elementwise('tan', (g, _, y) => mul(g, add(square(y), 1)))
export const asinOp = elementwise('asin', (g, [x]) => mul(g, arcSlope(asinSlopeOp, x)))
export const acosOp = elementwise('acos', (g, [x]) => neg(mul(g, arcSlope(acosSlopeOp, x))))
export const atanOp = elementwise('atan', (g, [x]) => div(g, add(square(x), 1)))

/** Tangent of radians. Floats; within 1 ULP in float32. */
export const tan: Elementwise = ofFloats(tanOp)
/** The angle in [−π/2, π/2] of a sine; NaN beyond ±1, where its derivative is ∞ and higher ones ±∞. Floats. */
export const asin: Elementwise = ofFloats(asinOp)
/** The angle in [0, π] of a cosine; NaN beyond ±1, where its derivative is −∞ and higher ones ±∞. Floats. */
export const acos: Elementwise = ofFloats(acosOp)
/** The angle in [−π/2, π/2] of a tangent. Floats. */
export const atan: Elementwise = ofFloats(atanOp)

const beyondAtan2 = kinkSlopeOp('atan2')

/**
 * a / (a² + b²), computed from a and b divided by the larger one, so that no square overflows or vanishes. At the
 * origin it is 0, and its derivatives are NaN.
 */
function inverted(a: Tensor, b: Tensor): Tensor {
  const largest = stopGradient(maximum(abs(a), abs(b)))
  const origin = equal(largest, 0)
  const size = where(origin, 1, largest)
  const [p, q] = [div(a, size), div(b, size)]
  const squares = add(square(p), square(q))
  return div(
    where(origin, slopeAtKink(beyondAtan2, squares), div(p, where(origin, 1, squares))),
    size,
  )
}

export const atan2Op = elementwiseBinary('atan2', 'atan2', [
  (g, [y, x]) => mul(g, inverted(x, y)),
  (g, [y, x]) => neg(mul(g, inverted(y, x))),
])

/**
 * The angle of the point (x, y), from −π to π, elementwise and broadcast. Floats of one dtype; signed zeros and
 * infinities as in C99. Its derivatives at the origin, where it has none, are taken as 0, and higher ones are NaN.
 */
export const atan2 = (y: TensorLike, x: TensorLike): Tensor =>
  apply(atan2Op, floatPair('atan2', y, x), null)
