import {
  expm1,
  exp as exponential,
  log,
  log1p,
  maximum,
  type Tensor,
  tensor,
  where,
} from '@sobolev/core'

/** An increasing function that the numbers of a column go through before they are shifted and scaled. */
export type Curve = LogarithmCurve | PowerCurve | QuantileCurve

/** log x, of numbers above 0. */
interface LogarithmCurve {
  readonly kind: 'log'
}

/**
 * The power transform of Yeo & Johnson (2000), equation 2.1: ((x + 1)^λ − 1) / λ from 0 on, log(x + 1) where λ is 0, and
 * −((1 − x)^(2 − λ) − 1) / (2 − λ) below, −log(1 − x) where λ is 2.
 */
export interface PowerCurve {
  readonly kind: 'power'
  readonly lambda: number
}

/** Straight lines between knots, whose `values` are numbers of the column. */
export interface QuantileCurve {
  readonly kind: 'quantiles'
  /** Ascending. */
  readonly values: readonly number[]
  /** Ascending: where each value stands in a standard normal distribution. */
  readonly scores: readonly number[]
  /**
   * How steep it is before the first and behind the last.
   *
   * @default 0
   */
  readonly slope?: number | undefined
}

/** What a curve makes of numbers, float64. */
export function curved(curve: Curve, numbers: Float64Array): Float64Array {
  if (curve.kind === 'quantiles')
    return interpolated(numbers, curve.values, curve.scores, curve.slope ?? 0)
  const x = tensor(numbers)
  return numbersOf(curve.kind === 'log' ? log(x) : powered(x, curve.lambda))
}

/** The numbers of which a curve makes `numbers`, float64. */
export function straightened(curve: Curve, numbers: Float64Array): Float64Array {
  if (curve.kind === 'quantiles') {
    const { values, scores, slope = 0 } = curve
    return interpolated(numbers, scores, values, slope === 0 ? 0 : 1 / slope)
  }
  const z = tensor(numbers)
  return numbersOf(curve.kind === 'log' ? exponential(z) : unpowered(z, curve.lambda))
}

/** A curve in a few words. */
export function curveInWords(curve: Curve): string {
  if (curve.kind === 'quantiles') return 'quantiles'
  if (curve.kind === 'log') return 'log'
  return curve.lambda === 0 ? 'log1p' : `power ${Number(curve.lambda.toPrecision(3))}`
}

/** Exponents nearer to those of a logarithm than this are fitted as that, beside which they would cancel. */
export const leastExponent = 1e-6

/** sign(x) · ((|x| + 1)^e − 1) / e, where e is λ from 0 on and 2 − λ below. */
function powered(x: Tensor, lambda: number): Tensor {
  const logarithm = log1p(x.abs())
  const side = (exponent: number): Tensor =>
    exponent === 0 ? logarithm : expm1(logarithm.mul(exponent)).div(exponent)
  return where(x.less(0), side(2 - lambda).neg(), side(lambda))
}

function unpowered(z: Tensor, lambda: number): Tensor {
  const side = (distance: Tensor, exponent: number): Tensor =>
    expm1(
      exponent === 0
        ? distance
        : // Of a negative exponent no number comes to what lies beyond −1 / e.
          log1p(maximum(distance.mul(exponent), LEAST_ABOVE)).div(exponent),
    )
  return where(z.less(0), side(z.neg(), 2 - lambda).neg(), side(z, lambda))
}

/** The least number that 1 is added to before a logarithm: 2⁻⁴⁰ above −1. */
export const LEAST_ABOVE: number = 1 / 1_099_511_627_776 - 1

const numbersOf = ({ data }: Tensor): Float64Array => Float64Array.from(data)

function interpolated(
  numbers: Float64Array,
  from: readonly number[],
  to: readonly number[],
  slope: number,
): Float64Array {
  return numbers.map((number) => {
    if (Number.isNaN(number)) return Number.NaN
    let [low, high] = [0, from.length - 1]
    const [first = 0, last = 0] = [from[low], from[high]]
    if (number <= first) return (to[low] ?? 0) + slope * (number - first)
    if (number >= last) return (to[high] ?? 0) + slope * (number - last)
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((from[middle] ?? 0) <= number) low = middle
      else high = middle
    }
    const [left, begin] = [from[low] ?? 0, to[low] ?? 0]
    const share = (number - left) / ((from[high] ?? 0) - left)
    return begin + share * ((to[high] ?? 0) - begin)
  })
}
