import { type ChainFunction, UnaryFunction, type UnaryName } from '@sobolev/kernels'
import { DTypeError } from '../../errors/errors.ts'
import { apply } from '../../primitive/apply.ts'
import { type Primitive, primitive, type Rule, type Unary } from '../../primitive/primitive.ts'
import { unaryBatchRule } from '../../tensor/batching.ts'
import { type TensorLike, toFloat, toTensor } from '../../tensor/convert.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { zerosLike } from '../layout/constant.ts'
import { add, div, mul, neg, sub } from './arithmetic.ts'
import { lessEqual } from './compare.ts'
import { type Precomputed, precomputed } from './precomputed.ts'
import { where } from './select.ts'
import { stopGradient } from './stop-gradient.ts'

/** A primitive that computes each element from the same element of one tensor; `rule` is its derivative. */
export const elementwise = (
  name: UnaryName & ChainFunction,
  rule: Rule<Unary, null>,
): Primitive<Unary, null> =>
  primitive<Unary>({
    name,
    chain: name,
    shape: ([x]) => x.shape,
    inPlace: true,
    batch: unaryBatchRule,
    lower: (program, [x], out) => program.unary(UnaryFunction[name], x, out),
    vjp: [rule],
  })

const zeroRule: Rule<Unary, null> = (g) => zerosLike(g)
const TWO_OVER_SQRT_PI = 1.1283791670955126

export const expOp = elementwise('exp', (g, _, y) => mul(g, y))
export const expm1Op = elementwise('expm1', (g, [x]) => mul(g, exp(x)))
export const logOp = elementwise('log', (g, [x]) => div(g, x))
export const log1pOp = elementwise('log1p', (g, [x]) => div(g, add(x, 1)))
export const log2Op = elementwise('log2', (g, [x]) => div(g, mul(x, Math.LN2)))
export const sinOp = elementwise('sin', (g, [x]) => mul(g, cos(x)))
export const cosOp = elementwise('cos', (g, [x]) => neg(mul(g, sin(x))))
export const sinhOp = elementwise('sinh', (g, [x]) => mul(g, cosh(x)))
export const coshOp = elementwise('cosh', (g, [x]) => mul(g, sinh(x)))
export const tanhOp = elementwise('tanh', (g, [x], y) => mul(g, tanhSlope(x, y)))
export const sigmoidOp = elementwise('sigmoid', (g, [x], y) => mul(g, sigmoidSlope(x, y)))
export const softplusOp = elementwise('softplus', (g, [x]) => mul(g, sigmoid(x)))
export const erfOp = elementwise('erf', (g, [x]) =>
  mul(g, mul(exp(neg(square(x))), TWO_OVER_SQRT_PI)),
)
export const squareOp = elementwise('square', (g, [x]) => mul(g, mul(x, 2)))
export const sqrtOp = elementwise('sqrt', (g, _, y) => div(g, mul(y, 2)))
export const rsqrtOp = elementwise('rsqrt', (g, [x], y) => mul(g, div(mul(y, -0.5), x)))
export const reciprocalOp = elementwise('reciprocal', (g, _, y) => neg(mul(g, square(y))))
export const absOp = elementwise('abs', (g, [x]) => mul(g, sign(x)))
export const signOp = elementwise('sign', zeroRule)
export const floorOp = elementwise('floor', zeroRule)
export const ceilOp = elementwise('ceil', zeroRule)
export const roundOp = elementwise('round', zeroRule)

/** The derivative of y = tanh(x) or sigmoid(x), as a function of y. */
type Slope = Primitive<Precomputed, null>

// 1 − y² and y (1 − y), computed in another way: in the tails, where y is nearly ±1 or 1, these differences cancel.
export const tanhSlopeOp: Slope = precomputed<Precomputed>('tanh', [
  null,
  (g, [, y]) => mul(g, mul(y, -2)),
])
export const sigmoidSlopeOp: Slope = precomputed<Precomputed>('sigmoid', [
  null,
  (g, [, y]) => mul(g, sub(1, mul(y, 2))),
])

function tanhSlope(x: Tensor, y: Tensor): Tensor {
  const secant = reciprocal(cosh(stopGradient(x)))
  return apply(tanhSlopeOp, [square(secant), y], null)
}

function sigmoidSlope(x: Tensor, y: Tensor): Tensor {
  const value = mul(stopGradient(y), sigmoid(neg(stopGradient(x))))
  return apply(sigmoidSlopeOp, [value, y], null)
}

/** The function that applies a primitive to float tensors. */
export const ofFloats =
  (op: Primitive<Unary, null>) =>
  (x: TensorLike): Tensor =>
    apply(op, [toFloat(op.name, x)], null)

const ofNumbers =
  (op: Primitive<Unary, null>) =>
  (x: TensorLike): Tensor => {
    const input = toTensor(op.name, x)
    if (input.dtype === 'bool')
      throw new DTypeError(`${op.name}: must be numbers, got bool; cast(x, "float32") converts`)
    return apply(op, [input], null)
  }

/** A function of one tensor, element by element: any shape, the shape and dtype of `x` come back. */
export type Elementwise = (x: TensorLike) => Tensor

/** eˣ. Floats; within 1 ULP in float32. */
export const exp: Elementwise = ofFloats(expOp)
/** eˣ − 1, accurate near 0. Floats. */
export const expm1: Elementwise = ofFloats(expm1Op)
/** Natural logarithm; −∞ at 0, NaN below. Floats. */
export const log: Elementwise = ofFloats(logOp)
/** log(1 + x), accurate near 0. Floats. */
export const log1p: Elementwise = ofFloats(log1pOp)
/** Logarithm to base 2, of powers of two exactly; −∞ at 0, NaN below. Floats. */
export const log2: Elementwise = ofFloats(log2Op)
/** Sine of radians. Floats. */
export const sin: Elementwise = ofFloats(sinOp)
/** Cosine of radians. Floats. */
export const cos: Elementwise = ofFloats(cosOp)
/** Hyperbolic sine (eˣ − e⁻ˣ) / 2, accurate near 0. Floats. */
export const sinh: Elementwise = ofFloats(sinhOp)
/** Hyperbolic cosine (eˣ + e⁻ˣ) / 2. Floats. */
export const cosh: Elementwise = ofFloats(coshOp)
/** Hyperbolic tangent. Floats; its derivative keeps its digits in the tails. */
export const tanh: Elementwise = ofFloats(tanhOp)
/** 1 / (1 + e⁻ˣ), accurate in both tails, as is its derivative. Floats. */
export const sigmoid: Elementwise = ofFloats(sigmoidOp)
/** log(1 + eˣ), accurate in both tails. Floats. */
export const softplus: Elementwise = ofFloats(softplusOp)
/** The error function 2/√π ∫₀ˣ e^(−t²) dt. Floats. */
export const erf: Elementwise = ofFloats(erfOp)
/** x². Numbers. */
export const square: Elementwise = ofNumbers(squareOp)
/** √x; NaN below 0. Its derivative at 0 is ∞. Floats. */
export const sqrt: Elementwise = ofFloats(sqrtOp)
/** 1 / √x. Floats. */
export const rsqrt: Elementwise = ofFloats(rsqrtOp)
/** 1 / x. Floats. */
export const reciprocal: Elementwise = ofFloats(reciprocalOp)
/** |x|. Numbers. Its derivative at 0 is 0, as in PyTorch and JAX's `sign`. */
export const abs: Elementwise = ofNumbers(absOp)
/** −1, 0 or 1 (NaN of NaN). Numbers. Its derivative is 0 everywhere. */
export const sign: Elementwise = ofNumbers(signOp)
/** The whole number at or below. Floats. Its derivative is 0 everywhere. */
export const floor: Elementwise = ofFloats(floorOp)
/** The whole number at or above. Floats. Its derivative is 0 everywhere. */
export const ceil: Elementwise = ofFloats(ceilOp)
/** The nearest whole number, ties to even. Floats. Its derivative is 0 everywhere. */
export const round: Elementwise = ofFloats(roundOp)

/** max(x, 0). Its derivative at 0 is 0, as in PyTorch and TensorFlow; NaN stays NaN. Floats. */
export function relu(x: TensorLike): Tensor {
  const input = toFloat('relu', x)
  return where(lessEqual(input, 0), zerosLike(input), input)
}
