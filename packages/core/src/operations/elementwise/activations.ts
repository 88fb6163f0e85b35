import { checkOptions } from '../../errors/options.ts'
import { type TensorLike, toFloat } from '../../tensor/convert.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { zerosLike } from '../layout/constant.ts'
import { add, div, mul, neg, sub } from './arithmetic.ts'
import { greater } from './compare.ts'
import { type Elementwise, exp, expm1, sigmoid, softplus, square } from './elementwise.ts'
import { erfc } from './error-function.ts'
import { clip } from './extremum.ts'
import { where } from './select.ts'

const SQRT_HALF = Math.SQRT1_2
const TWO_SQRT_TWO_OVER_PI = 1.5957691216057308
const SELU_ALPHA = 1.6732632423543772
const SELU_SCALE = 1.0507009873554805

/** log(sigmoid(x)) = −softplus(−x), accurate in both tails. Floats. */
export const logSigmoid: Elementwise = (x) => neg(softplus(neg(toFloat('logSigmoid', x))))

function checkNumber(operation: string, option: string, value: number): void {
  if (!Number.isFinite(value))
    throw new RangeError(`${operation}: ${option} must be a finite number, got ${String(value)}`)
}

/**
 * x above 0, `slope` · x (default: 0.01) at and below 0 (Maas et al. 2013). Its derivative at 0 is `slope`,
 * as in PyTorch. Floats. Throws a RangeError for a slope that is no finite number.
 */
export function leakyRelu(
  x: TensorLike,
  options: {
    /** What elements below 0 are multiplied with; 0.01 unless given. */
    slope?: number
  } = {},
): Tensor {
  const { slope = 0.01 } = checkOptions('leakyRelu', options, { slope: 'any' })
  const input = toFloat('leakyRelu', x)
  checkNumber('leakyRelu', 'slope', slope)
  return where(greater(input, 0), input, mul(input, slope))
}

/** x above 0, scale · (e^(x / width) − 1) at and below 0. */
function exponentialBelow(input: Tensor, scale: number, width: number): Tensor {
  const isPositive = greater(input, 0)
  // 0 in place of positive elements, of which eˣ might overflow.
  const negativePart = where(isPositive, zerosLike(input), input)
  const exponential = expm1(width === 1 ? negativePart : div(negativePart, width))
  return where(isPositive, input, scale === 1 ? exponential : mul(exponential, scale))
}

/** Options of `elu` and `celu`. */
export interface EluOptions {
  /**
   * Minus the limit far below 0.
   *
   * @default 1
   */
  readonly alpha?: number
}

/**
 * x above 0, α (eˣ − 1) at and below 0 (Clevert et al. 2015, equation 15). Its derivatives at 0 are those from
 * below, α, as in PyTorch and JAX. Floats. Throws a RangeError for an alpha that is no finite number.
 */
export function elu(x: TensorLike, options: EluOptions = {}): Tensor {
  const { alpha = 1 } = checkOptions('elu', options, { alpha: 'any' })
  const input = toFloat('elu', x)
  checkNumber('elu', 'alpha', alpha)
  return exponentialBelow(input, alpha, 1)
}

/**
 * `elu` with the α = 1.6733 and times the 1.0507 that keep mean 0 and variance 1 (Klambauer et al. 2017, equation 2).
 * Its derivatives at 0 are those from below, as in PyTorch and JAX. Floats.
 */
export const selu: Elementwise = (x) =>
  mul(exponentialBelow(toFloat('selu', x), SELU_ALPHA, 1), SELU_SCALE)

/**
 * x above 0, α (e^(x/α) − 1) at and below 0 (Barron 2017, equation 2): the slope at 0 is 1 for every α; higher
 * derivatives there are those from below, as in PyTorch and JAX. Floats. Throws a RangeError for an alpha that is
 * not above 0.
 */
export function celu(x: TensorLike, options: EluOptions = {}): Tensor {
  const { alpha = 1 } = checkOptions('celu', options, { alpha: 'any' })
  const input = toFloat('celu', x)
  if (!(alpha > 0 && Number.isFinite(alpha)))
    throw new RangeError(`celu: alpha must be a finite number above 0, got ${String(alpha)}`)
  return exponentialBelow(input, alpha, alpha)
}

/** Options of `gelu`. */
export interface GeluOptions {
  /** 'tanh' computes the approximation by tanh in place of the exact function. */
  readonly approximate?: 'none' | 'tanh'
}

/**
 * x Φ(x), with Φ the normal distribution function by erfc, accurate far below 0; approximated
 * ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))) (Hendrycks & Gimpel 2016, section 2). Floats.
 * Throws a RangeError for another approximation.
 */
export function gelu(x: TensorLike, options: GeluOptions = {}): Tensor {
  const { approximate = 'none' } = checkOptions('gelu', options, { approximate: 'any' })
  const input = toFloat('gelu', x)
  if (approximate === 'none') return mul(mul(input, 0.5), erfc(mul(input, -SQRT_HALF)))
  if (approximate !== 'tanh')
    throw new RangeError(
      `gelu: approximate must be 'none' or 'tanh', got ${JSON.stringify(approximate)}`,
    )
  // ½ (1 + tanh u) = sigmoid(2u). Beyond 30 it is 0 or 1 and all derivatives 0, and the cube may not overflow.
  const clipped = clip(input, -30, 30)
  const cubic = mul(clipped, add(mul(square(clipped), 0.044715), 1))
  return mul(input, sigmoid(mul(cubic, TWO_SQRT_TWO_OVER_PI)))
}

/** x sigmoid(x), also known as swish (Elfwing et al. 2017, equation 4; β = 1). Floats. */
export function silu(x: TensorLike): Tensor {
  const input = toFloat('silu', x)
  return mul(input, sigmoid(input))
}

/** x tanh(softplus(x)) (Misra 2019, equation 1). Floats. */
export function mish(x: TensorLike): Tensor {
  const input = toFloat('mish', x)
  // With e = eˣ and n = e (e + 2), tanh(softplus(x)) = n / (n + 2): one exponential. Beyond 30 it is 1.
  const exponential = exp(where(greater(input, 30), 30, input))
  const n = mul(exponential, add(exponential, 2))
  const half = div(1, add(n, 2))
  // Each form where it, and its derivative, take no difference of nearly equal numbers.
  const share = where(greater(n, 1), sub(1, add(half, half)), mul(n, half))
  return mul(input, share)
}
