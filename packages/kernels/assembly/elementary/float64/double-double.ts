/**
 * Sums, products and quotients of doubles together with the part that rounding dropped (Dekker 1971,
 * Knuth 4.2.2). The error of + and × is exact, so a pair (value, error) carries about 106 bits.
 */

/** a + b − s, exactly, where s = a + b rounded. */
// @ts-ignore: decorator
@inline
export function sumError(a: f64, b: f64, s: f64): f64 {
  const t = s - a
  return a - (s - t) + (b - t)
}

/** As `sumError`, for |a| ≥ |b|. */
// @ts-ignore: decorator
@inline
export function fastSumError(a: f64, b: f64, s: f64): f64 {
  return b - (s - a)
}

/** The upper 26 bits of a (Veltkamp); |a| below 2^995. */
// @ts-ignore: decorator
@inline
function upper(a: f64): f64 {
  const t = a * 134217729.0
  return t - (t - a)
}

/** a · b − p, exactly, where p = a · b rounded; no operand near overflow or underflow. */
// @ts-ignore: decorator
@inline
export function productError(a: f64, b: f64, p: f64): f64 {
  const a1 = upper(a)
  const a2 = a - a1
  const b1 = upper(b)
  const b2 = b - b1
  return a1 * b1 - p + a1 * b2 + a2 * b1 + a2 * b2
}

/** (a + da) / (b + db) − q, to first order, where q = a / b rounded. */
// @ts-ignore: decorator
@inline
export function quotientError(a: f64, da: f64, b: f64, db: f64, q: f64): f64 {
  const p = q * b
  return (a - p - productError(q, b, p) + (da - q * db)) / b
}
