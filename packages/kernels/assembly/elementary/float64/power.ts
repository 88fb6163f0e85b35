import { productError } from './double-double'
import { expSum } from './exp'
import { logPair, logTail } from './log'

/** Past this, |y log x| of any x ≠ 1 overflows or vanishes: keeps products in range. */
const LARGEST_EXPONENT: f64 = 1.1805916207174113e21

/** |x|^y by e^(y log x), the logarithm and the product as pairs; special values as C99 F.9.4.4. */
export function pow64(x: f64, y: f64): f64 {
  if (x === 1.0 || y === 0.0) return 1.0
  if (x !== x || y !== y) return x + y
  const a = abs(x)
  const integer = floor(y) === y
  const odd = integer && floor(0.5 * y) !== 0.5 * y
  const negative = copysign(1.0, x) < 0.0
  const sign: f64 = negative && odd ? -1.0 : 1.0
  if (a === 0.0 || a === Infinity) return (a === 0.0) === (y < 0.0) ? sign * Infinity : sign * 0.0
  if (negative && !integer) return NaN
  if (a === 1.0) return sign
  const e = max(min(y, LARGEST_EXPONENT), -LARGEST_EXPONENT)
  const l = logPair(a, 0.0)
  const t = e * l
  return sign * expSum(t, productError(e, l, t) + e * logTail)
}
