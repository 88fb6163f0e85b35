/**
 * float32 functions work on pairs of doubles: two vectors for the four lanes. A double has room for
 * the reductions and polynomials to be plain and still end within 0.6 ULP of float32. Most know doubles
 * alone, and a loop around them converts (`mapDoubles`); those of four lanes, `…32x4`, look at the
 * float32 too.
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

/**
 * The double at a constant address in both lanes: one load, where a literal would be built anew each
 * time by three instructions of the processor.
 */
// @ts-ignore: decorator
@inline
export function constant(address: usize): v128 {
  return v128.load64_splat(address)
}

/** p · x + c, c the i-th double of a table: a step of Horner's rule. */
// @ts-ignore: decorator
@inline
export function horner(p: v128, x: v128, table: usize, i: usize): v128 {
  return f64x2.add(f64x2.mul(p, x), constant(table + i * sizeof<f64>()))
}

/** Each lane brought between the two bounds at an address; NaN stays. */
// @ts-ignore: decorator
@inline
export function clamp(x: v128, bounds: usize): v128 {
  return f64x2.pmax(f64x2.pmin(x, constant(bounds + sizeof<f64>())), constant(bounds))
}

const SIGN = memory.data<i64>([-0x8000000000000000])

/** The sign bit of each lane of x. */
// @ts-ignore: decorator
@inline
export function signOf(x: v128): v128 {
  return v128.and(x, constant(SIGN))
}

/** −x, and never f64x2.neg: where V8 joins two of these, it flips another bit (Node 24.21). */
// @ts-ignore: decorator
@inline
export function negated(x: v128): v128 {
  return v128.xor(x, constant(SIGN))
}
