import { fastSumError, sumError } from './double-double'

/**
 * Cody–Waite reduction: x = n ln 2 + r, |r| ≤ ln 2 / 2, with ln 2 in two parts of which the first has
 * 42 bits, so that n times it is exact; then e^r = 1 + r + r² P(r).
 */
const LOG2_E: f64 = 1.4426950408889634
const LN2_HIGH: f64 = 0.6931471805598903
const LN2_LOW: f64 = 5.497923018708371e-14

/** (e^r − 1 − r) / r² at Chebyshev nodes of |r| ≤ 0.3467; error of e^r below 2^-61. */
// @ts-ignore: decorator
@inline
function polynomial(r: f64): f64 {
  const r2 = r * r
  const r4 = r2 * r2
  const low = 0.5 + r * 0.1666666666666667 + r2 * (0.04166666666666667 + r * 0.00833333333332612)
  const middle =
    0.0013888888888883737 +
    r * 0.00019841269874873975 +
    r2 * (2.480158732558584e-5 + r * 2.755725533255441e-6)
  const high = 2.7557273594799413e-7 + r * 2.510524515390137e-8 + r2 * 2.0914707069612355e-9
  return low + r4 * (middle + r4 * high)
}

/** What the last function of this file that says so left beyond the value it returned. */
export let expTail: f64 = 0
/** n of the last `reduceExp`. */
export let expPower: i32 = 0

/** 2^n for −1022 ≤ n ≤ 1023. */
// @ts-ignore: decorator
@inline
export function powerOfTwo(n: i32): f64 {
  return reinterpret<f64>((<i64>n + 1023) << 52)
}

/** 2^n x for −1080 ≤ n ≤ 1030 and x near 1, into infinity or subnormals. */
export function scale(x: f64, n: i32): f64 {
  if (n > 1022) return x * powerOfTwo(1022) * powerOfTwo(n - 1022)
  if (n < -1021) return x * powerOfTwo(n + 64) * powerOfTwo(-64)
  return x * powerOfTwo(n)
}

/** The head r of e^(x + dx) = 2^n (1 + r + tail); |x| ≤ 746. */
function reduceExp(x: f64, dx: f64): f64 {
  const n = nearest(x * LOG2_E)
  const high = x - n * LN2_HIGH
  const low = n * LN2_LOW - dx
  const r = high - low
  expTail = high - r - low + r * r * polynomial(r)
  expPower = <i32>n
  return r
}

/** e^(x + dx) for |dx| ≤ ulp(x), rounded once. */
export function expSum(x: f64, dx: f64): f64 {
  if (x > 710.0) return Infinity
  if (x < -746.0) return 0.0
  const r = reduceExp(x, dx)
  const s = 1.0 + r
  return scale(s + (fastSumError(1.0, r, s) + expTail), expPower)
}

/** e^x for |x| ≤ 700 as this value and `expTail`, to about 58 bits. */
export function expPair(x: f64): f64 {
  const r = reduceExp(x, 0.0)
  const s = 1.0 + r
  const low = fastSumError(1.0, r, s) + expTail
  const value = s + low
  const p = powerOfTwo(expPower)
  expTail = p * fastSumError(s, low, value)
  return p * value
}

/** The head s of e^x − 1 = 2^n (s + tail), |x| ≤ 710: 1 − 2^-n is exact or as good, then a sum with r. */
function reduceExpm1(x: f64): f64 {
  const r = reduceExp(x, 0.0)
  if (expPower === 0) return r
  const p = powerOfTwo(-min(expPower, 1000))
  const c = 1.0 - p
  const s = c + r
  expTail += sumError(c, r, s) + (1.0 - c - p)
  return s
}

/** e^(x + dx) for |x| ≤ 746, |dx| ≤ ulp(x), as 2^`expPower` times this value and `expTail`. */
export function expMantissa(x: f64, dx: f64): f64 {
  const r = reduceExp(x, dx)
  const s = 1.0 + r
  const low = fastSumError(1.0, r, s) + expTail
  const value = s + low
  expTail = fastSumError(s, low, value)
  return value
}

/** e^x − 1 for |x| ≤ 700 as this value and `expTail`, to about 58 bits. */
export function expm1Pair(x: f64): f64 {
  const s = reduceExpm1(x)
  const value = s + expTail
  const p = powerOfTwo(expPower)
  expTail = p * fastSumError(s, expTail, value)
  return p * value
}

export function exp64(x: f64): f64 {
  return x !== x ? x : expSum(x, 0.0)
}

export function expm164(x: f64): f64 {
  // Keeps −0 and NaN; below, x²/2 is under half an ulp.
  if (!(abs(x) >= 1.1102230246251565e-16)) return x
  if (x > 710.0) return Infinity
  if (x < -40.0) return -1.0
  const s = reduceExpm1(x)
  return scale(s + expTail, expPower)
}
