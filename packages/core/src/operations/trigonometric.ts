import { apply } from '../apply.ts'
import type { TensorLike } from '../convert.ts'
import type { Tensor } from '../tensor.ts'
import { add, div, elementwiseBinary, floatPair, mul, neg, sub } from './arithmetic.ts'
import { equal } from './compare.ts'
import { onesLike } from './constant.ts'
import { abs, type Elementwise, elementwise, ofFloats, rsqrt, square } from './elementwise.ts'
import { maximum } from './extremum.ts'
import { where } from './select.ts'
import { stopGradient } from './stop-gradient.ts'

/** 1 / √(1 − x²), the difference as a product, which is exact near ±1. */
const arcSlope = (x: Tensor): Tensor => rsqrt(mul(sub(1, x), add(1, x)))

export const tanOp = elementwise('tan', (g, _, y) => mul(g, add(square(y), 1)))
export const asinOp = elementwise('asin', (g, [x]) => mul(g, arcSlope(x)))
export const acosOp = elementwise('acos', (g, [x]) => neg(mul(g, arcSlope(x))))
export const atanOp = elementwise('atan', (g, [x]) => div(g, add(square(x), 1)))
export const sinhOp = elementwise('sinh', (g, [x]) => mul(g, cosh(x)))
export const coshOp = elementwise('cosh', (g, [x]) => mul(g, sinh(x)))

/** Tangent of radians. Floats; within 1 ULP in float32. */
export const tan: Elementwise = ofFloats(tanOp)
/** The angle in [−π/2, π/2] of a sine; NaN beyond ±1, where its derivative is ∞, as in PyTorch and JAX. Floats. */
export const asin: Elementwise = ofFloats(asinOp)
/** The angle in [0, π] of a cosine; NaN beyond ±1, where its derivative is −∞, as in PyTorch and JAX. Floats. */
export const acos: Elementwise = ofFloats(acosOp)
/** The angle in [−π/2, π/2] of a tangent. Floats. */
export const atan: Elementwise = ofFloats(atanOp)
/** Hyperbolic sine (eˣ − e⁻ˣ) / 2, accurate near 0. Floats. */
export const sinh: Elementwise = ofFloats(sinhOp)
/** Hyperbolic cosine (eˣ + e⁻ˣ) / 2. Floats. */
export const cosh: Elementwise = ofFloats(coshOp)

/** a / (a² + b²) by a size that cancels, so that no square overflows or vanishes; 0 at the origin. */
function inverted(a: Tensor, b: Tensor): Tensor {
  const largest = stopGradient(maximum(abs(a), abs(b)))
  const size = where(equal(largest, 0), onesLike(largest), largest)
  const [p, q] = [div(a, size), div(b, size)]
  const squares = add(square(p), square(q))
  return div(div(p, where(equal(largest, 0), onesLike(squares), squares)), size)
}

export const atan2Op = elementwiseBinary('atan2', 'atan2', [
  (g, [y, x]) => mul(g, inverted(x, y)),
  (g, [y, x]) => neg(mul(g, inverted(y, x))),
])

/**
 * The angle of the point (x, y), from −π to π, elementwise and broadcast. Floats of one dtype; signed zeros and
 * infinities as in C99. Its derivatives at the origin, where it has none, are 0 (JAX: NaN).
 */
export const atan2 = (y: TensorLike, x: TensorLike): Tensor =>
  apply(atan2Op, floatPair('atan2', y, x), null)
