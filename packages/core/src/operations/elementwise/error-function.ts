import { mul, neg } from './arithmetic.ts'
import { type Elementwise, elementwise, exp, ofFloats, square } from './elementwise.ts'

const MINUS_TWO_OVER_SQRT_PI = -1.1283791670955126
const HALF_SQRT_PI = 0.886226925452758

export const erfcOp = elementwise('erfc', (g, [x]) =>
  mul(g, mul(exp(neg(square(x))), MINUS_TWO_OVER_SQRT_PI)),
)
export const erfInvOp = elementwise('erfInv', (g, _, y) =>
  mul(g, mul(exp(square(y)), HALF_SQRT_PI)),
)

/** 1 − erf(x), accurate where it is small. Floats; within 1 ULP in float32. */
export const erfc: Elementwise = ofFloats(erfcOp)
/** The x with erf(x) = y: ±∞ at ±1, where its derivative is ∞, and NaN beyond. Floats; within 1 ULP in float32. */
export const erfInv: Elementwise = ofFloats(erfInvOp)
