/**
 * float32 functions work on pairs of doubles: two vectors for the four lanes. A double has room for
 * the reductions and polynomials to be plain and still end within 0.6 ULP of float32.
 */

/** Lanes 0 and 1. */
// @ts-ignore: decorator
@inline
export function lowPair(x: v128): v128 {
  return f64x2.promote_low_f32x4(x)
}

/** Lanes 2 and 3. */
// @ts-ignore: decorator
@inline
export function highPair(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 1))
}

/** Rounds two pairs into four lanes. */
// @ts-ignore: decorator
@inline
export function joinPairs(low: v128, high: v128): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2)
}

/** a · b + c, rounded twice. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(a, b), f64x2.splat(c))
}

/** Each lane brought between two bounds; NaN stays. */
// @ts-ignore: decorator
@inline
export function clamp(x: v128, low: f32, high: f32): v128 {
  return f32x4.pmax(f32x4.pmin(x, f32x4.splat(high)), f32x4.splat(low))
}

/** The sign bit of each lane of x. */
// @ts-ignore: decorator
@inline
export function signOf(x: v128): v128 {
  return v128.and(x, f32x4.splat(-0.0))
}
