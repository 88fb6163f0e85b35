import { apply } from '../../primitive/apply.ts'
import type { Primitive } from '../../primitive/primitive.ts'
import type { TensorLike } from '../../tensor/convert.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { zerosLike } from '../layout/constant.ts'
import { add, elementwiseBinary, floatPair, mul, sub } from './arithmetic.ts'
import { equal, greater, greaterEqual, logicalAnd } from './compare.ts'
import { abs, log } from './elementwise.ts'
import { type PrecomputedOfTwo, precomputed } from './precomputed.ts'
import { where } from './select.ts'
import { stopGradient } from './stop-gradient.ts'

/** The order of a derivative of xʸ by its base and by its exponent. */
interface Orders {
  readonly base: number
  readonly exponent: number
}

export const powOp = elementwiseBinary('pow', 'power', [
  (g, [x, y]) => mul(g, partial(x, y, { base: 1, exponent: 0 })),
  (g, [x, y]) => mul(g, partial(x, y, { base: 0, exponent: 1 })),
])

// One primitive for all partial derivatives: mixed ones are equal in whatever order they are taken.
export const powDerivativeOp: Primitive<PrecomputedOfTwo, Orders> = precomputed<
  PrecomputedOfTwo,
  Orders
>('pow', [
  null,
  (g, [, x, y], _, { base, exponent }) => mul(g, partial(x, y, { base: base + 1, exponent })),
  (g, [, x, y], _, { base, exponent }) => mul(g, partial(x, y, { base, exponent: exponent + 1 })),
])

/** ∂ᵐ⁺ⁿxʸ / ∂xᵐ∂yⁿ */
function partial(x: Tensor, y: Tensor, orders: Orders): Tensor {
  const value = partialValue(stopGradient(x), stopGradient(y), orders)
  return apply(powDerivativeOp, [value, x, y], orders)
}

/**
 * Σⱼ n! / (n − j)! · cⱼ · xʸ⁻ᵐ · logⁿ⁻ʲx, with cⱼ = dʲ(y)ₘ/dyʲ / j! and (y)ₘ = y (y − 1) … (y − m + 1). A
 * coefficient that is 0 leaves its term out, also where xʸ⁻ᵐ is infinite: so x² has a third derivative at 0.
 */
function partialValue(x: Tensor, y: Tensor, { base: m, exponent: n }: Orders): Tensor {
  // Powers of the logarithm times xʸ⁻ᵐ, the lowest first.
  const products = [m === 0 ? pow(x, y) : pow(x, sub(y, m))]
  for (let k = 1; k <= n; k++) products.push(mul(products[k - 1] ?? x, log(x)))
  let [total, scale] = [zerosLike(x), 1]
  for (const [j, coefficient] of fallingFactorial(y, m, n).entries()) {
    const product = products[n - j] ?? x
    const scaled = scale === 1 ? product : mul(product, scale)
    const term = coefficient === 1 ? scaled : weighted(coefficient, scaled, n === 0 ? null : x)
    total = j === 0 ? term : addedTo(total, term, x)
    scale *= n - j
  }
  if (n === 0) return total
  // At base 0 logᵏx is infinite, but xʸ⁻ᵐ logᵏx tends to 0 where y > m; the first derivative is 0 where y = 0 too.
  const vanishes = m === 0 && n === 1 ? greaterEqual(y, 0) : greater(y, m)
  return where(logicalAnd(equal(x, 0), vanishes), zerosLike(x), total)
}

/** total + term; but at base 0 an infinite total stays, as the first infinite term dominates all later ones in the limit. */
function addedTo(total: Tensor, term: Tensor, base: Tensor): Tensor {
  const decides = logicalAnd(equal(base, 0), equal(abs(total), Number.POSITIVE_INFINITY))
  return where(decides, total, add(total, term))
}

/** coefficient · product, and 0 where the coefficient is; but at a base below 0 the logarithm's NaN stays. */
function weighted(coefficient: Tensor, product: Tensor, base: Tensor | null): Tensor {
  const none = equal(coefficient, 0)
  const leftOut = base ? logicalAnd(none, greaterEqual(base, 0)) : none
  return where(leftOut, zerosLike(product), mul(coefficient, product))
}

/** dʲ(y)ₘ/dyʲ / j! for j from 0 to n, those left out that are 0 everywhere. */
function fallingFactorial(y: Tensor, m: number, n: number): (Tensor | 1)[] {
  // The coefficients of (t + y)(t + y − 1) … (t + y − m + 1), the lowest power first, to tⁿ.
  let coefficients: (Tensor | 1)[] = [1]
  for (let i = 0; i < m; i++) {
    const factor = i === 0 ? y : sub(y, i)
    const lower = coefficients
    coefficients = Array.from({ length: Math.min(i + 1, n) + 1 }, (_, power) => {
      const coefficient = lower[power]
      const lowerCoefficient = lower[power - 1]
      if (coefficient === undefined) return 1
      const product = coefficient === 1 ? factor : mul(coefficient, factor)
      return lowerCoefficient === undefined ? product : add(product, lowerCoefficient)
    })
  }
  return coefficients
}

/**
 * xʸ, elementwise and broadcast. Floats of one dtype; a negative base takes whole exponents only
 * (else NaN). Derivatives of any order, mixed ones too: those by the exponent are NaN at a negative base, and
 * at x = 0 the limits from above, 0 or infinite; the first is 0 at x = y = 0 too, as in PyTorch.
 */
export const pow = (x: TensorLike, y: TensorLike): Tensor =>
  apply(powOp, floatPair('pow', x, y), null)
