import { apply } from '../apply.ts'
import type { TensorLike } from '../convert.ts'
import type { Tensor } from '../tensor.ts'
import { elementwiseBinary, floatPair, mul, sub } from './arithmetic.ts'
import { equal, greaterEqual, logicalAnd } from './compare.ts'
import { onesLike, zerosLike } from './constant.ts'
import { log } from './elementwise.ts'
import { where } from './select.ts'

export const powOp = elementwiseBinary('pow', 'power', [
  // At exponent 0 the derivative is 0 even where xʸ⁻¹ is infinite: so x² has a third derivative at 0.
  (g, [x, y]) => {
    const constant = equal(y, 0)
    const below = pow(x, where(constant, onesLike(y), sub(y, 1)))
    return mul(g, where(constant, zerosLike(y), mul(y, below)))
  },
  // At base 0 the logarithm is infinite, but xʸ log x tends to 0 where y > 0.
  (g, [x, y], power) => {
    const zero = logicalAnd(equal(x, 0), greaterEqual(y, 0))
    return mul(g, where(zero, zerosLike(x), mul(power, log(where(zero, onesLike(x), x)))))
  },
])

/**
 * xʸ, elementwise and broadcast. Floats of one dtype; a negative base takes whole exponents only
 * (else NaN). The derivative by the exponent is xʸ log x: 0 at x = 0 where y ≥ 0, as in
 * PyTorch, and NaN below; derivatives beyond the first at x = 0 are those of that 0.
 */
export const pow = (x: TensorLike, y: TensorLike): Tensor =>
  apply(powOp, floatPair('pow', x, y), null)
